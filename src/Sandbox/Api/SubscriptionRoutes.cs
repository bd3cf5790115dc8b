using Signalbox.Sandbox.Requests;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Api;

/// <summary>https://docs.stripe.com/api/subscriptions.</summary>
internal static class SubscriptionRoutes
{
    private const long SecondsInDay = 86400;
    private static readonly string[] ItemParameters = ["deleted", "id", "metadata", "price", "quantity"];

    internal static IEnumerable<ApiRoute> All =>
    [
        ApiRoute.Post(
            "/v1/subscriptions", Create, "cancel_at_period_end", "collection_method", "customer", "default_payment_method", "items", "metadata", "off_session",
            "payment_behavior", "payment_settings", "proration_behavior", "trial_end", "trial_period_days", "trial_settings"),
        ApiRoute.Get("/v1/subscriptions/{id}", static call => call.Text(Named(call))),
        ApiRoute.Post(
            "/v1/subscriptions/{id}", Update, "cancel_at_period_end", "items", "metadata", "off_session", "payment_behavior", "proration_behavior"),
        ApiRoute.Delete("/v1/subscriptions/{id}", Cancel, "cancellation_details"),
        ApiRoute.Post("/v1/subscriptions/{id}/resume", Resume, "billing_cycle_anchor", "proration_behavior"),
        ApiRoute.List("/v1/subscriptions", List, "created", "customer", "price", "status"),
    ];

    private static string Create(ApiCall call)
    {
        var form = call.Form;
        var customer = call.Required<Customer>("customer", "customer");
        var card = TestCards.Attachment(form, "default_payment_method");
        var items = form.Items("items").Select(item =>
        {
            item.RequireKnown(ItemParameters);
            return (RecurringPrice(call, item) ?? throw item.Wrong("price", "Missing required param: items[][price].", "parameter_missing"), Quantity(item) ?? 1);
        }).ToList();
        if (items.Count is 0 or > 20 || items.DistinctBy(static item => item.Item1).Count() != items.Count)
        {
            throw form.Wrong("items", "A subscription has 1 to 20 items, each of another price.", items.Count == 0 ? "parameter_missing" : null);
        }

        var draft = new SubscriptionDraft(customer, items)
        {
            Trial = Trial(call),
            WaitsForConfirmation = form.Choice("payment_behavior", "allow_incomplete", "default_incomplete") == "default_incomplete",
            PausesWithoutCard = form.Nested("trial_settings").Nested("end_behavior").Choice("missing_payment_method", "pause", "create_invoice", "cancel") == "pause",
            FillMetadata = form.FillMetadata,
        };
        var ends = form.Flag("cancel_at_period_end") ?? false;
        if (card is not null)
        {
            call.Account.UpdateCustomer(customer, static _ => { }, card);
        }

        var subscription = call.Account.CreateSubscription(draft);
        if (ends)
        {
            call.Account.CancelAtPeriodEnd(subscription);
        }

        return call.Text(subscription);
    }

    private static string Update(ApiCall call)
    {
        var subscription = Living(call);
        var change = new SubscriptionChange
        {
            Items = [.. call.Form.Items("items").Select(item => Change(call, subscription, item))],
            CancelAtPeriodEnd = call.Form.Flag("cancel_at_period_end"),
            Proration = call.Form.Choice("proration_behavior", "create_prorations", "always_invoice", "none") ?? "create_prorations",
            FillMetadata = call.Form.FillMetadata,
        };
        call.Account.UpdateSubscription(subscription, change);
        return call.Text(subscription);
    }

    private static string Cancel(ApiCall call)
    {
        var subscription = Living(call);
        call.Account.CancelSubscription(subscription);
        return call.Text(subscription);
    }

    private static string Resume(ApiCall call)
    {
        var subscription = Living(call);
        if (subscription.Status != "paused")
        {
            throw new StripeErrorException(StripeError.Invalid($"Subscription {subscription.Id} is {subscription.Status}; only a paused one can be resumed."));
        }

        call.Account.ResumeSubscription(subscription);
        return call.Text(subscription);
    }

    private static string List(ApiCall call)
    {
        var (customer, status, price, created) = (call.Form.Text("customer"), call.Form.Text("status"), call.Form.Text("price"), CreatedFilter.Of(call.Form));
        return Listing.Of(call, "/v1/subscriptions", call.Account.Newest<Subscription>().Where(one =>
            created.Admits(one.Created)
            && (customer is null || one.Customer.Id == customer)
            && (price is null || one.Items.Any(item => item.Price.Id == price))
            && status switch
            {
                null => one.Status != "canceled",
                "all" => true,
                "ended" => one.HasEnded,
                _ => one.Status == status,
            }));
    }

    private static ItemChange Change(ApiCall call, Subscription subscription, Form item)
    {
        item.RequireKnown(ItemParameters);
        var price = RecurringPrice(call, item);
        if (item.Text("id") is not { } id)
        {
            return price is not null && subscription.Items.All(one => one.Price != price)
                ? new ItemChange(Item: null, price, Quantity(item), Removed: false)
                : throw item.Wrong("price", "A new item needs a price that the subscription does not have yet.");
        }

        var existing = subscription.Items.FirstOrDefault(one => one.Id == id) ?? throw new StripeErrorException(StripeError.NoSuch("subscription_item", id, "items", 400));
        return new ItemChange(existing, price, Quantity(item), item.Flag("deleted") ?? false);
    }

    private static Price? RecurringPrice(ApiCall call, Form item)
    {
        if (item.Text("price") is not { Length: > 0 } id)
        {
            return null;
        }

        return call.Given<Price>("price", "items", id) is { Plan: not null } price ? price
            : throw item.Wrong("price", "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.");
    }

    private static long? Quantity(Form item) => item.Whole("quantity") is not { } quantity ? null
        : quantity is >= 1 and <= 1_000_000 ? quantity
        : throw item.Wrong("quantity", "quantity must be within 1 to 1000000.", "parameter_invalid_integer");

    private static TimeSpan? Trial(ApiCall call)
    {
        var now = call.Account.Now.ToUnixTimeSeconds();
        var seconds = call.Form.Whole("trial_period_days") * SecondsInDay ?? call.Form.Whole("trial_end") - now;
        return seconds is null ? null
            : seconds is >= 1 and <= 730 * SecondsInDay ? TimeSpan.FromSeconds(seconds.Value)
            : throw call.Form.Wrong("trial_period_days", "A trial ends within 730 days from now.");
    }

    private static Subscription Named(ApiCall call) => call.Named<Subscription>("subscription");

    private static Subscription Living(ApiCall call) =>
        Named(call) is { HasEnded: false } subscription ? subscription : throw new StripeErrorException(StripeError.NoSuch("subscription", call.Id));
}
