namespace Signalbox.Providers.Stripe.Api;

/// <summary>Reads whose key it is. Source: https://docs.stripe.com/api/accounts.</summary>
public sealed class StripeAccounts
{
    private static readonly StripeOperation Retrieve = StripeOperation.Get("account.retrieve");

    private readonly StripeTransport _transport;

    internal StripeAccounts(StripeTransport transport) => _transport = transport;

    /// <summary>Reads the account that the key belongs to. Source: https://docs.stripe.com/api/accounts/retrieve.</summary>
    /// <exception cref="StripeException">There is no answer; with status 403 a restricted key that may not ask.</exception>
    public Task<StripeOwnAccount> RetrieveAsync(StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeOwnAccount>(Retrieve, "account", null, call, cancellationToken);
}

/// <summary>The account that a key belongs to. Source: https://docs.stripe.com/api/accounts/object.</summary>
public sealed class StripeOwnAccount : StripeObject, IStripeResource<StripeOwnAccount>
{
    private StripeOwnAccount(StripeRecord record)
        : base(record)
    {
    }

    static string IStripeResource<StripeOwnAccount>.TypeName => "account";

    /// <summary>Where it is: two letters.</summary>
    public string? Country => Json.Text("country"u8);

    static StripeOwnAccount IStripeResource<StripeOwnAccount>.From(StripeRecord record) => new(record);
}
