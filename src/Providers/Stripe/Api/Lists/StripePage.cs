namespace Signalbox.Providers.Stripe.Api;

/// <summary>One page of a list.</summary>
/// <param name="Items">Its objects, in Stripe's order: what was created last comes first. May be empty.</param>
/// <param name="HasMore">Whether the list goes on, in the direction that was asked for.</param>
/// <param name="Answer">The answer that it came in.</param>
public sealed record StripePage<T>(IReadOnlyList<T> Items, bool HasMore, StripeAnswer Answer)
    where T : StripeObject;
