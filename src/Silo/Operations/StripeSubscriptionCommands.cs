using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>The commands about a subscription that are more than one request.</summary>
internal static class StripeSubscriptionCommands
{
    /// <summary>Changes it. A price or quantity without an item means the subscription's only one, whose id Stripe wants to hear.</summary>
    internal static async Task<StripeObject> ChangeAsync(StripeCommandCall call, string id, SubscriptionChange change)
    {
        // What was sent once is sent again, whatever has become of the subscription's items: repeated, this is the same request.
        var item = change is { Item: null, Price: null, Quantity: null } ? null : change.Item ?? call.Attempt.Resolved ?? await OnlyItemAsync(call, id);
        var request = new SubscriptionUpdateRequest
        {
            Items = item is null ? null : [new SubscriptionItemRequest { Id = item, Price = change.Price, Quantity = change.Quantity }],
            ProrationBehavior = change.ProrationBehavior,
            ProrationDate = change.ProrationDate,
            BillingCycleAnchor = change.BillingCycleAnchor,
            PaymentBehavior = change.PaymentBehavior,
            CancelAtPeriodEnd = change.CancelAtPeriodEnd,
            DefaultPaymentMethod = change.DefaultPaymentMethod,
            Metadata = change.Metadata,
        };
        return await call.Client.Subscriptions.UpdateAsync(id, request, call.Once, call.CancellationToken);
    }

    /// <summary>Ends it now, or with the period that is paid.</summary>
    internal static async Task<StripeObject> CancelAsync(StripeCommandCall call, string id, SubscriptionCancellation cancellation)
    {
        var details = cancellation is { Comment: null, Feedback: null }
            ? null
            : new SubscriptionCancellationDetails { Comment = cancellation.Comment, Feedback = cancellation.Feedback };
        if (cancellation.AtPeriodEnd)
        {
            return await call.Client.Subscriptions.CancelAtPeriodEndAsync(id, details, call.Once, call.CancellationToken);
        }

        try
        {
            var request = new SubscriptionCancelRequest { InvoiceNow = cancellation.InvoiceNow, Prorate = cancellation.Prorate, CancellationDetails = details };
            return await call.Client.Subscriptions.CancelAsync(id, request, call.Once, call.CancellationToken);
        }
        catch (StripeException e) when (call.MayBeRepeated && e.Kind is StripeErrorKind.NotFound or StripeErrorKind.InvalidRequest)
        {
            // This request takes no idempotency key, and Stripe ends nothing twice: if it has ended, the lost answer said so.
            var now = await call.Client.Subscriptions.RetrieveAsync(id, call.Look, call.CancellationToken);
            if (now.Status == "canceled")
            {
                return now;
            }

            throw;
        }
    }

    private static async Task<string> OnlyItemAsync(StripeCommandCall call, string id)
    {
        var subscription = await call.Client.Subscriptions.RetrieveAsync(id, call.Look, call.CancellationToken);
        if (subscription.Items is [{ Id: { } only }])
        {
            return await call.ResolveAsync(only);
        }

        // How many there are now says nothing about a request that may have been carried out.
        throw new CommandRefusedException(call.MayBeRepeated
            ? new AttemptResult.Unknown("Which item was to be changed is not known any more.")
            : new AttemptResult.Final(Outcome.Problem(
                422, "provider_refused", $"The subscription has {subscription.Items.Count} items: say with 'item' which one to change.", ("param", "item"))));
    }
}
