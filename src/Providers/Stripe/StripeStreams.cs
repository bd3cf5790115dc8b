namespace Signalbox.Providers.Stripe;

/// <summary>The rule that says which stream a Stripe event belongs to.</summary>
public static class StripeStreams
{
    /// <summary>The kind of a customer's stream.</summary>
    public const string CustomerKind = "customer";

    /// <summary>The kind of a subscription's stream.</summary>
    public const string SubscriptionKind = "subscription";

    /// <summary>The kind of the account's own stream.</summary>
    public const string EndpointKind = "endpoint";

    /// <summary>The id of the account's own stream.</summary>
    public const string MainEndpoint = "main";

    private const string CustomerPrefix = "customer.";
    private const string SubscriptionPrefix = "customer.subscription.";
    private const string InvoicePrefix = "invoice.";

    /// <summary>
    /// A subscription's events and its invoices belong to the subscription, what else names a customer to the customer, and the rest to
    /// the account's own stream.
    /// </summary>
    /// <param name="type">The event's type.</param>
    /// <param name="references">What the event's data refers to.</param>
    /// <param name="entity">The entity's id; not looked at yet. Missing for the account's own stream.</param>
    /// <returns>The kind of the stream.</returns>
    internal static string Choose(ReadOnlySpan<char> type, scoped in StripeReferences references, out JsonText entity)
    {
        entity = SubscriptionOf(type, references);
        if (entity.HasContent)
        {
            return SubscriptionKind;
        }

        entity = CustomerOf(type, references);
        return entity.HasContent ? CustomerKind : EndpointKind;
    }

    private static JsonText SubscriptionOf(ReadOnlySpan<char> type, scoped in StripeReferences references)
    {
        if (type.StartsWith(SubscriptionPrefix, StringComparison.Ordinal))
        {
            return references.Id;
        }

        if (type.StartsWith(InvoicePrefix, StringComparison.Ordinal))
        {
            return references.Subscription.HasContent ? references.Subscription : references.ParentSubscription;
        }

        // Other objects with a subscription (a pending invoice item, a checkout session, a schedule) are the customer's.
        return default;
    }

    private static JsonText CustomerOf(ReadOnlySpan<char> type, scoped in StripeReferences references)
    {
        if (IsAboutCustomerItself(type, references))
        {
            return references.Id;
        }

        // A detached payment method names its customer only as what it was before: the event belongs to the customer that it left.
        return !references.Customer.HasContent && type is "payment_method.detached"
            ? references.PreviousCustomer
            : references.Customer;
    }

    // customer.created, but not customer.tax_id.created: that object has an id of its own and names its customer.
    private static bool IsAboutCustomerItself(ReadOnlySpan<char> type, scoped in StripeReferences references) =>
        references.ObjectType.IsMissing
            ? type.StartsWith(CustomerPrefix, StringComparison.Ordinal) && !type[CustomerPrefix.Length..].Contains('.')
            : references.ObjectType.Is("customer"u8);
}
