namespace Signalbox.Providers.Stripe.Api;

/// <summary>Calls about the page on which customers manage their billing. Source: https://docs.stripe.com/api/customer_portal/sessions.</summary>
public sealed class StripePortalSessions
{
    private static readonly StripeOperation Create = StripeOperation.Post("portal_sessions.create");

    private readonly StripeTransport _transport;

    internal StripePortalSessions(StripeTransport transport) => _transport = transport;

    /// <summary>
    /// Makes a link that lets a customer in for a short time. Source: https://docs.stripe.com/api/customer_portal/sessions/create.
    /// </summary>
    /// <exception cref="StripeException">There is no session.</exception>
    public Task<StripePortalSession> CreateAsync(PortalSessionCreateRequest request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripePortalSession>(Create, "billing_portal/sessions", request, call, cancellationToken);
}

/// <summary>A visit of the billing portal to make.</summary>
public sealed record PortalSessionCreateRequest : IFormPart
{
    /// <summary>The customer's id.</summary>
    public required string Customer { get; init; }

    /// <summary>Where the customer comes back to.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary>The id of a portal configuration. <see langword="null"/>: the account's default.</summary>
    public string? Configuration { get; init; }

    /// <summary>The page's language; <c>auto</c> is the browser's.</summary>
    public string? Locale { get; init; }

    /// <summary>One thing to do instead of the whole portal.</summary>
    public PortalFlow? Flow { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("customer", Customer);
        form.Add("return_url", ReturnUrl);
        form.Add("configuration", Configuration);
        form.Add("locale", Locale);
        form.Add("flow_data", Flow);
    }
}

/// <summary>One thing to do in the portal. Source: https://docs.stripe.com/customer-management/portal-deep-links.</summary>
public sealed record PortalFlow : IFormPart
{
    private string? Type { get; init; }

    private string? Subscription { get; init; }

    /// <summary>Where the customer comes to afterwards.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary>Adding a payment method.</summary>
    public static PortalFlow PaymentMethodUpdate() => new() { Type = "payment_method_update" };

    /// <summary>Cancelling a subscription.</summary>
    public static PortalFlow SubscriptionCancel(string subscription) => new() { Type = "subscription_cancel", Subscription = subscription };

    /// <summary>Changing a subscription.</summary>
    public static PortalFlow SubscriptionUpdate(string subscription) => new() { Type = "subscription_update", Subscription = subscription };

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("type", Type);
        form.Add($"{Type}.subscription", Subscription);
        form.Add("after_completion.type", ReturnUrl is null ? null : "redirect");
        form.Add("after_completion.redirect.return_url", ReturnUrl);
    }
}

/// <summary>A visit of the billing portal. Source: https://docs.stripe.com/api/customer_portal/sessions/object.</summary>
public sealed class StripePortalSession : StripeObject, IStripeResource<StripePortalSession>
{
    private StripePortalSession(StripeRecord record)
        : base(record)
    {
    }

    static string IStripeResource<StripePortalSession>.TypeName => "billing_portal.session";

    /// <summary>Where to send the customer. Whoever has it is let in: not for logs.</summary>
    public string? Url => Json.Text("url"u8);

    /// <summary>The customer's id.</summary>
    public string? Customer => Json.Reference("customer"u8);

    /// <summary>Where the customer comes back to.</summary>
    public string? ReturnUrl => Json.Text("return_url"u8);

    static StripePortalSession IStripeResource<StripePortalSession>.From(StripeRecord record) => new(record);
}
