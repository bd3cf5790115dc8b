namespace Signalbox.Providers.Stripe.Api;

/// <summary>
/// Stripe's API, as far as the product calls it. Thin: one request a call, no retry, no limit on the rate; those belong to the handlers of
/// the HTTP client. Every failure of a call is a <see cref="StripeException"/>, except what those handlers throw of their own and the
/// caller's cancellation. Safe for any number of callers at once. Source: https://docs.stripe.com/api.
/// </summary>
/// <remarks>
/// Parameters that are <see langword="null"/> are left out. What is set but empty (a text, a list, a map, a group of parameters) is sent as
/// an empty text, with which Stripe clears what it has.
/// </remarks>
public sealed class StripeClient
{
    /// <param name="http">
    /// Sends the requests. Belongs to the caller; its <see cref="HttpClient.Timeout"/> bounds the time until an answer's headers, and its base
    /// address and default headers are not needed.
    /// </param>
    /// <param name="key">The account's key.</param>
    /// <param name="options">Where and how. <see langword="null"/>: the defaults.</param>
    /// <param name="time">The clock. <see langword="null"/>: the system's.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public StripeClient(HttpClient http, StripeApiKey key, StripeClientOptions? options = null, TimeProvider? time = null)
    {
        var transport = new StripeTransport(http, key, options ?? new StripeClientOptions(), time ?? TimeProvider.System);
        Customers = new StripeCustomers(transport);
        PaymentIntents = new StripePaymentIntents(transport);
        Refunds = new StripeRefunds(transport);
        CheckoutSessions = new StripeCheckoutSessions(transport);
        PortalSessions = new StripePortalSessions(transport);
        Subscriptions = new StripeSubscriptions(transport);
        Invoices = new StripeInvoices(transport);
        Products = new StripeProducts(transport);
        Prices = new StripePrices(transport);
        Charges = new StripeCharges(transport);
        Disputes = new StripeDisputes(transport);
        Events = new StripeEvents(transport);
        Account = new StripeAccounts(transport);
    }

    /// <summary>Customers: https://docs.stripe.com/api/customers.</summary>
    public StripeCustomers Customers { get; }

    /// <summary>Payment intents: https://docs.stripe.com/api/payment_intents.</summary>
    public StripePaymentIntents PaymentIntents { get; }

    /// <summary>Refunds: https://docs.stripe.com/api/refunds.</summary>
    public StripeRefunds Refunds { get; }

    /// <summary>Checkout sessions: https://docs.stripe.com/api/checkout/sessions.</summary>
    public StripeCheckoutSessions CheckoutSessions { get; }

    /// <summary>Billing portal sessions: https://docs.stripe.com/api/customer_portal/sessions.</summary>
    public StripePortalSessions PortalSessions { get; }

    /// <summary>Subscriptions: https://docs.stripe.com/api/subscriptions.</summary>
    public StripeSubscriptions Subscriptions { get; }

    /// <summary>Invoices: https://docs.stripe.com/api/invoices.</summary>
    public StripeInvoices Invoices { get; }

    /// <summary>Products: https://docs.stripe.com/api/products.</summary>
    public StripeProducts Products { get; }

    /// <summary>Prices: https://docs.stripe.com/api/prices.</summary>
    public StripePrices Prices { get; }

    /// <summary>Charges, read only: https://docs.stripe.com/api/charges.</summary>
    public StripeCharges Charges { get; }

    /// <summary>Disputes, read only: https://docs.stripe.com/api/disputes.</summary>
    public StripeDisputes Disputes { get; }

    /// <summary>Events of the last 30 days: https://docs.stripe.com/api/events.</summary>
    public StripeEvents Events { get; }

    /// <summary>The account that the key belongs to: https://docs.stripe.com/api/accounts/retrieve.</summary>
    public StripeAccounts Account { get; }
}
