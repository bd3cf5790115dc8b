using Signalbox.Providers;
using Signalbox.Sources;

namespace Signalbox.Backfills;

/// <inheritdoc cref="IBackfills"/>
internal sealed class AccountBackfills(PostgresBackfillStore store, AccountDirectory accounts) : IBackfills
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Accounts => StripeClients.AccountsOf(accounts);

    /// <inheritdoc/>
    public Task<(BackfillState Backfill, bool IsNew)> StartAsync(string account, IReadOnlyList<string> kinds, CancellationToken cancellationToken) =>
        store.StartAsync($"bf_{Guid.CreateVersion7():n}", account, kinds, cancellationToken);

    /// <inheritdoc/>
    public Task<BackfillState?> FindAsync(string id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    /// <inheritdoc/>
    public async Task<BackfillState?> CancelAsync(string id, CancellationToken cancellationToken)
    {
        await store.CancelAsync(id, cancellationToken);
        return await store.FindAsync(id, cancellationToken);
    }
}
