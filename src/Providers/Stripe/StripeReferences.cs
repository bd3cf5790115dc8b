namespace Signalbox.Providers.Stripe;

/// <summary>What a Stripe event's <c>data</c> says about the entity that the event belongs to. Each part may be missing.</summary>
internal ref struct StripeReferences
{
    /// <summary><c>data.object.id</c>.</summary>
    internal JsonText Id;

    /// <summary><c>data.object.object</c>, the object's own type.</summary>
    internal JsonText ObjectType;

    /// <summary><c>data.object.customer</c>, or the <c>id</c> in it if it is expanded.</summary>
    internal JsonText Customer;

    /// <summary><c>data.object.subscription</c>, or the <c>id</c> in it if it is expanded. API versions before 2025-03-31.</summary>
    internal JsonText Subscription;

    /// <summary><c>data.object.parent.subscription_details.subscription</c>, as above. API versions from 2025-03-31 on.</summary>
    internal JsonText ParentSubscription;

    /// <summary><c>data.previous_attributes.customer</c>, as above.</summary>
    internal JsonText PreviousCustomer;
}
