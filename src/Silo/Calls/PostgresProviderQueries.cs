using System.Collections.Frozen;
using Npgsql;
using Orleans;
using Signalbox.Ingress;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe.Api;
using Signalbox.Sources;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Calls;

/// <summary>
/// Limits and circuits for the API, by the rows that decide on them and with the rules that the grains have. Only who waits is asked of the
/// grains, if this process hosts some. Safe for concurrent use.
/// </summary>
internal sealed class PostgresProviderQueries(
    NpgsqlDataSource dataSource, AccountDirectory accounts, CallRules rules, IRateLimitStore limits, ISlotStore slots,
    ICircuitStore circuits, IGrainFactory? grains = null) : IProviderQueries
{
    // Those that calls name. Another one, such as one of an earlier version, guards nothing, and isolating it would seem to.
    private static readonly FrozenSet<string> Circuits =
        [.. StripeEndpointClasses.All, .. StripeEndpointClasses.All.Select(static c => c + ProviderCall.BackgroundSuffix)];

    internal const string LimitsSql = """
        SELECT l.name
        FROM   rate_limits l
        WHERE  starts_with(l.name, $1 || '/')
        ORDER  BY l.name
        """;

    internal const string CircuitsSql = """
        SELECT c.name
        FROM   circuits c
        WHERE  starts_with(c.name, $1 || '/')
        ORDER  BY c.name
        """;

    /// <inheritdoc/>
    public IReadOnlyList<ProviderAccount> Accounts => [.. accounts.All.Where(static a => a.State is not SourceState.Deleted).Select(Of).OrderBy(static a => a.Account, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public async Task<ProviderStatus?> FindAsync(string account, CancellationToken cancellationToken)
    {
        if (!accounts.TryFind(account, out var known))
        {
            return null;
        }

        // Those that are configured, and those that come with the provider and have been used.
        var used = await ClassesAsync(LimitsSql, account, cancellationToken);
        var classes = rules.ConfiguredClasses(account).Union(used.Where(c => rules.HasLimit(account, c)), StringComparer.Ordinal);
        List<ProviderLimit> stand = [];
        foreach (var limitClass in classes)
        {
            stand.Add(await LimitAsync(account, limitClass, cancellationToken));
        }

        List<ProviderCircuit> broken = [];
        foreach (var endpointClass in (await ClassesAsync(CircuitsSql, account, cancellationToken)).Where(Circuits.Contains))
        {
            broken.Add(await CircuitAsync(account, endpointClass, cancellationToken));
        }

        var (_, provider, canCall) = Of(known);
        return new ProviderStatus(account, provider, canCall, stand, broken);
    }

    /// <inheritdoc/>
    public async Task<ProviderCircuit?> FindCircuitAsync(string account, string endpointClass, CancellationToken cancellationToken) =>
        accounts.TryFind(account, out _) && Circuits.Contains(endpointClass)
            ? await CircuitAsync(account, endpointClass, cancellationToken)
            : null;

    private ProviderAccount Of(Account account) =>
        new(account.Name, account.Provider, accounts.Find(account.Name)?.ApiKey is not null);

    private async Task<List<string>> ClassesAsync(string sql, string account, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(sql, Text(account));
        return [.. await command.ReadAllAsync(row => row.GetString(0)[(account.Length + 1)..], cancellationToken)];
    }

    private async Task<ProviderLimit> LimitAsync(string account, string limitClass, CancellationToken cancellationToken)
    {
        var name = $"{account}/{limitClass}";
        var limit = rules.LimitOf(name);
        var row = await limits.ReadAsync(name, cancellationToken);
        var shape = RateShape.Of(limit, row.Throttle.ShareAt(row.Now));
        var budget = row.BudgetOf(limit);
        var used = budget.Window.Count(shape, row.Now);
        var pause = row.Throttle.PauseLeft(row.Now);

        // Who noted it may be gone, or nothing may have been sent since: then it is over.
        var since = used >= UsageAlarm.Threshold * limit.Requests ? row.NearlyUsedUpSince : null;
        return new ProviderLimit(
            limitClass, limit.Requests, (int)limit.Window.TotalMilliseconds, used, Math.Round(budget.Bucket.Refill(shape, row.Now).Level, 2),
            Math.Round(row.Throttle.ShareAt(row.Now), 3), pause > TimeSpan.Zero ? (row.Now + pause).UtcDateTime : null, since?.UtcDateTime,
            await WaitingAsync(name, cancellationToken), await ConcurrencyAsync(name, limit, cancellationToken));
    }

    private async Task<WaitingCalls?> WaitingAsync(string name, CancellationToken cancellationToken)
    {
        if (grains is null)
        {
            return null;
        }

        var status = await grains.GetGrain<IRateLimiterGrain>(name).GetStatusAsync(cancellationToken);
        return new WaitingCalls(status.WaitingInteractive, status.WaitingRefresh, status.WaitingBulk);
    }

    private async Task<CallConcurrency?> ConcurrencyAsync(string name, CallLimit limit, CancellationToken cancellationToken)
    {
        if (limit.Concurrency == 0)
        {
            return null;
        }

        var row = await slots.ReadAsync(name, cancellationToken);
        var live = row.Holdings.Where(h => h.Until > row.Now).ToList();
        return new CallConcurrency(limit.Concurrency, live.Sum(static h => h.Slots), live.Sum(static h => h.Wanted));
    }

    private async Task<ProviderCircuit> CircuitAsync(string account, string endpointClass, CancellationToken cancellationToken)
    {
        var row = await circuits.ReadAsync($"{account}/{endpointClass}", cancellationToken);
        var (succeeded, failed) = row.Circuit.Outcomes.Sum(rules.Circuit.SamplingWindow, row.Now);
        var left = CircuitMachine.OpenFor(row.Circuit, rules.Circuit, row.Now);
        return new ProviderCircuit(
            endpointClass, CircuitNames.Of(row.Circuit.State), succeeded, failed, succeeded + failed == 0 ? null : Math.Round((double)failed / (succeeded + failed), 3),
            row.Circuit.Breaks, left > TimeSpan.Zero ? (row.Now + left).UtcDateTime : null);
    }
}
