using System.Collections.Concurrent;
using Signalbox.Calls;
using Signalbox.Hosting;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe.Api;
using Signalbox.Sources;

namespace Signalbox.Providers;

/// <summary>A client for each Stripe account with an API key. Safe for any number of callers at once.</summary>
/// <param name="accounts">The accounts and their keys; a changed key is a new client.</param>
/// <param name="http">Sends requests through the pipeline of the provider.</param>
/// <param name="time">The clock.</param>
internal sealed class StripeClients(AccountDirectory accounts, IHttpClientFactory http, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, KnownClient> _clients = new(StringComparer.Ordinal);

    /// <summary>The client of an account.</summary>
    /// <exception cref="KeyNotFoundException">The account has no key, or is not Stripe's.</exception>
    internal StripeClient Of(string account) =>
        Find(account) is var (client, _) ? client : throw new KeyNotFoundException($"The account '{account}' has no API key of Stripe's.");

    /// <summary>The client of an account, and the mode of its key as far as that can be told; <see langword="null"/> if it has no key, or is not Stripe's.</summary>
    internal (StripeClient Client, bool? Livemode)? Find(string account)
    {
        if (accounts.Find(account) is not { } settings || !CanCall(settings))
        {
            return null;
        }

        // Two that come at once make one each; the later stays.
        if (!_clients.TryGetValue(account, out var known) || known.ApiKey != settings.ApiKey || known.BaseUrl != settings.ApiBaseUrl)
        {
            _clients[account] = known = ClientOf(settings);
        }

        return (known.Client, known.Livemode);
    }

    /// <summary>The accounts of Stripe's that have a key, in the order of their names.</summary>
    internal static IReadOnlyList<string> AccountsOf(AccountDirectory accounts) => [.. accounts.Settings.Where(CanCall).Select(static a => a.Name)];

    /// <summary>Whether Stripe can be called for an account: it is Stripe's and has a key.</summary>
    internal static bool CanCall(AccountSettings account) => account is { Provider: AccountsReader.Stripe, ApiKey: not null };

    /// <summary>What a call of this client tells the pipeline.</summary>
    /// <param name="account">The account.</param>
    /// <param name="operation">The operation's name for logs and metrics.</param>
    /// <param name="priority">Who goes first.</param>
    internal static StripeCallOptions Call(string account, string operation, CallPriority priority) => new()
    {
        Configure = request =>
        {
            request.Options.Set(ProviderCall.Account, account);
            request.Options.Set(ProviderCall.Operation, operation);
            request.Options.Set(ProviderCall.Priority, priority);
            request.Options.Set(ProviderCall.ReadsRefusals, true);
        },
    };

    private KnownClient ClientOf(AccountSettings account)
    {
        var key = new Stripe.Api.StripeApiKey(account.ApiKey!);
        var options = account.ApiBaseUrl is { } url ? new StripeClientOptions { BaseUrl = url } : new StripeClientOptions();
        return new KnownClient(account.ApiKey!, account.ApiBaseUrl, new StripeClient(http.CreateClient(CallHosting.Stripe), key, options, time), key.Livemode);
    }

    private sealed record KnownClient(string ApiKey, Uri? BaseUrl, StripeClient Client, bool? Livemode)
    {
        /// <summary>Leaves out the key.</summary>
        public override string ToString() => nameof(KnownClient);
    }
}
