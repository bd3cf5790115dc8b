using System.Collections.Concurrent;
using System.Data.Common;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Providers;

/// <summary>
/// Whether an account's API key belongs to the account whose objects its rows are: asked once in a process, before anything else is read. While
/// it belongs to another, nothing is read. Safe for any number of callers at once.
/// </summary>
internal sealed partial class AccountIdentity(StripeClients clients, IProviderAccounts accounts, TimeProvider time, ILogger<AccountIdentity> logger)
{
    // A fault of the moment, and a row that somebody may have deleted, are looked at again after a while.
    private static readonly TimeSpan RecheckAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, KnownAccount> _known = new();

    /// <summary>Why nothing may be read with the account's key; <see langword="null"/> if it may. The kind of fault, a colon, and what can be done.</summary>
    /// <param name="account">An account that has a key.</param>
    /// <param name="priority">Who goes first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async ValueTask<string?> FaultOfAsync(string account, CallPriority priority, CancellationToken cancellationToken)
    {
        var client = clients.Of(account);
        var known = _known.GetOrAdd(account, static (_, client) => new KnownAccount(client), client);
        if (!ReferenceEquals(known.Client, client))
        {
            // Another key may be another account's.
            _known[account] = known = new KnownAccount(client);
        }

        if (known.IsSettled)
        {
            return null;
        }

        await known.Gate.WaitAsync(cancellationToken);
        try
        {
            if (!known.IsSettled && time.GetUtcNow() >= known.CheckAgainAt)
            {
                known.Fault = await CheckAsync(account, known, priority, cancellationToken);
                known.CheckAgainAt = time.GetUtcNow() + RecheckAfter;
            }

            return known.Fault;
        }
        finally
        {
            known.Gate.Release();
        }
    }

    private async Task<string?> CheckAsync(string account, KnownAccount known, CallPriority priority, CancellationToken cancellationToken)
    {
        try
        {
            known.ProviderId ??= (await known.Client.Account.RetrieveAsync(StripeClients.Call(account, "account.retrieve", priority), cancellationToken)).Id;
            var noted = await accounts.NoteAsync(account, known.ProviderId, cancellationToken);
            known.IsSettled = noted == known.ProviderId;
            return known.IsSettled ? null : Other(account, known, noted);
        }
        catch (StripeException e) when (e.Kind is StripeErrorKind.Authentication && e.Status is not 403)
        {
            // The key is not taken at all: whatever is asked with it is answered so.
            return null;
        }
        catch (StripeException e) when (e.IsTransient || e.Kind is StripeErrorKind.ProviderFault or StripeErrorKind.Network)
        {
            return $"{e.Kind}: {e.Remedy}";
        }
        catch (StripeException e)
        {
            known.IsSettled = true;
            LogUnchecked(logger, account, $"{e.Kind}: {e.Remedy}");
            return null;
        }
        catch (ProviderCallException e)
        {
            return $"{e.Fault}: {e.Message}";
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            return $"Storage: {e.Message}";
        }
    }

    private string Other(string account, KnownAccount known, string noted)
    {
        if (!known.IsTold)
        {
            known.IsTold = true;
            LogOther(logger, account, known.ProviderId!, noted);
        }

        return $"OtherAccount: the API key belongs to {known.ProviderId}, and the rows of '{account}' are {noted}'s. Nothing is read with it. Configure a key of {noted}, or another account "
            + $"for {known.ProviderId}; if it is meant to take over these rows, DELETE FROM signalbox.provider_accounts WHERE account = '{account}'.";
    }

    [LoggerMessage(5301, LogLevel.Error, "The API key of {Account} belongs to {Other}, and its rows are {Noted}'s: nothing is read with it, no missed events are looked for, and no backfill goes on. Configure a key of {Noted}, or another account for {Other}; if it is meant to take over these rows, DELETE FROM signalbox.provider_accounts WHERE account = '{Account}'")]
    private static partial void LogOther(ILogger logger, string account, string other, string noted);

    [LoggerMessage(5302, LogLevel.Warning, "The API key of {Account} may not tell whose account it is (GET /v1/account), so that a key of another account would not be noticed: {Fault}")]
    private static partial void LogUnchecked(ILogger logger, string account, string fault);

    private sealed class KnownAccount(StripeClient client)
    {
        private volatile bool _isSettled;

        internal StripeClient Client { get; } = client;

        internal SemaphoreSlim Gate { get; } = new(1);

        /// <summary>Whether there is nothing to ask any more.</summary>
        internal bool IsSettled
        {
            get => _isSettled;
            set => _isSettled = value;
        }

        internal string? ProviderId { get; set; }

        internal string? Fault { get; set; }

        internal DateTimeOffset CheckAgainAt { get; set; }

        internal bool IsTold { get; set; }
    }
}
