namespace Signalbox.Providers.Stripe.Api;

/// <summary>Calls about Stripe's payment page. Source: https://docs.stripe.com/api/checkout/sessions.</summary>
public sealed class StripeCheckoutSessions
{
    private const string Folder = "checkout/sessions";

    private static readonly StripeOperation Create = StripeOperation.Post("checkout_sessions.create");
    private static readonly StripeOperation Retrieve = StripeOperation.Get("checkout_sessions.retrieve");

    private readonly StripeTransport _transport;

    internal StripeCheckoutSessions(StripeTransport transport) => _transport = transport;

    /// <summary>Makes a page to pay on. Source: https://docs.stripe.com/api/checkout/sessions/create.</summary>
    /// <exception cref="StripeException">There is no session, or it is unknown whether there is.</exception>
    public Task<StripeCheckoutSession> CreateAsync(
        CheckoutSessionCreateRequest request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeCheckoutSession>(Create, Folder, request, call, cancellationToken);

    /// <summary>Reads a session. Source: https://docs.stripe.com/api/checkout/sessions/retrieve.</summary>
    /// <exception cref="StripeException">There is no answer.</exception>
    public Task<StripeCheckoutSession> RetrieveAsync(string id, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeCheckoutSession>(Retrieve, StripeTransport.Path(Folder, id), null, call, cancellationToken);
}

/// <summary>A checkout session. Source: https://docs.stripe.com/api/checkout/sessions/object.</summary>
public sealed class StripeCheckoutSession : StripeObject, IStripeResource<StripeCheckoutSession>
{
    private StripeCheckoutSession(StripeRecord record)
        : base(record)
    {
    }

    static string IStripeResource<StripeCheckoutSession>.TypeName => "checkout.session";

    /// <summary>Where to send the customer; missing once the session is over, and for embedded pages.</summary>
    public string? Url => Json.Text("url"u8);

    /// <summary>A secret for embedded pages. Not for logs or URLs.</summary>
    public string? ClientSecret => Json.Text("client_secret"u8);

    /// <summary><c>payment</c>, <c>setup</c> or <c>subscription</c>.</summary>
    public string? Mode => Json.Text("mode"u8);

    /// <summary><c>open</c>, <c>complete</c> or <c>expired</c>.</summary>
    public string? Status => Json.Text("status"u8);

    /// <summary><c>paid</c>, <c>unpaid</c> or <c>no_payment_required</c>.</summary>
    public string? PaymentStatus => Json.Text("payment_status"u8);

    /// <summary>In the currency's smallest unit, with discounts and taxes.</summary>
    public long? AmountTotal => Json.Number("amount_total"u8);

    /// <summary>ISO 4217, lower case.</summary>
    public string? Currency => Json.Text("currency"u8);

    /// <summary>What the request gave to find the session by.</summary>
    public string? ClientReferenceId => Json.Text("client_reference_id"u8);

    /// <summary>The customer's id.</summary>
    public string? Customer => Json.Reference("customer"u8);

    /// <summary>The payment's id, in mode <c>payment</c>.</summary>
    public string? PaymentIntent => Json.Reference("payment_intent"u8);

    /// <summary>The subscription's id, in mode <c>subscription</c>.</summary>
    public string? Subscription => Json.Reference("subscription"u8);

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset? ExpiresAt => Json.Time("expires_at"u8);

    static StripeCheckoutSession IStripeResource<StripeCheckoutSession>.From(StripeRecord record) => new(record);
}
