using System.Diagnostics;

namespace Signalbox.Providers.Stripe.Api;

/// <summary>
/// Which of an account's circuits guards a call: one for each group of resources that the product depends on for the same thing, so that what
/// fails in one leaves the others alone. Pure.
/// </summary>
public static class StripeEndpointClasses
{
    /// <summary>Payment intents, charges, refunds, disputes, checkout and billing portal sessions.</summary>
    public const string Payments = "payments";

    /// <summary>Subscriptions and invoices.</summary>
    public const string Billing = "billing";

    /// <summary>Customers.</summary>
    public const string Customers = "customers";

    /// <summary>Products and prices.</summary>
    public const string Catalog = "catalog";

    /// <summary>The list of events.</summary>
    public const string Events = "events";

    /// <summary>Whose account it is.</summary>
    public const string Account = "account";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Payments, Billing, Customers, Catalog, Events, Account];

    /// <summary>The class of an operation, by its resource.</summary>
    internal static string Of(string operation) => operation.AsSpan(0, operation.IndexOf('.', StringComparison.Ordinal)) switch
    {
        "payment_intents" or "charges" or "refunds" or "disputes" or "checkout_sessions" or "portal_sessions" => Payments,
        "subscriptions" or "invoices" => Billing,
        "customers" => Customers,
        "products" or "prices" => Catalog,
        "events" => Events,
        "account" => Account,
        _ => throw new UnreachableException($"The operation '{operation}' is in no endpoint class."),
    };
}
