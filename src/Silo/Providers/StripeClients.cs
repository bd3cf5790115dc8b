using System.Collections.Frozen;
using Signalbox.Calls;
using Signalbox.Hosting;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Providers;

/// <summary>A client for each Stripe account with an API key. Safe for any number of callers at once.</summary>
internal sealed class StripeClients
{
    private readonly FrozenDictionary<string, (StripeClient Client, bool? Livemode)> _clients;

    /// <param name="settings">The accounts and their keys.</param>
    /// <param name="http">Sends requests through the pipeline of the provider.</param>
    /// <param name="time">The clock.</param>
    public StripeClients(SignalboxSettings settings, IHttpClientFactory http, TimeProvider time) =>
        _clients = AccountsOf(settings).ToFrozenDictionary(static a => a.Name, a => ClientOf(a, http, time));

    /// <summary>The accounts that there is a client for, in the order of their names.</summary>
    internal IReadOnlyList<string> Accounts => [.. _clients.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The client of an account.</summary>
    /// <exception cref="KeyNotFoundException">The account has no key, or is not Stripe's.</exception>
    internal StripeClient Of(string account) => _clients[account].Client;

    /// <summary>The client of an account, and the mode of its key as far as that can be told; <see langword="null"/> if it has no key, or is not Stripe's.</summary>
    internal (StripeClient Client, bool? Livemode)? Find(string account) => _clients.TryGetValue(account, out var known) ? known : null;

    /// <summary>The accounts of Stripe's that have a key.</summary>
    internal static IEnumerable<AccountSettings> AccountsOf(SignalboxSettings settings) =>
        settings.Accounts.Where(CanCall);

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

    private static (StripeClient Client, bool? Livemode) ClientOf(AccountSettings account, IHttpClientFactory http, TimeProvider time)
    {
        var key = new Stripe.Api.StripeApiKey(account.ApiKey!);
        var options = account.ApiBaseUrl is { } url ? new StripeClientOptions { BaseUrl = url } : new StripeClientOptions();
        return (new StripeClient(http.CreateClient(CallHosting.Stripe), key, options, time), key.Livemode);
    }
}
