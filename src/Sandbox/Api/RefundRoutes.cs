using Signalbox.Sandbox.Requests;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Api;

/// <summary>
/// https://docs.stripe.com/api/refunds (of cards they succeed at once, as in Stripe's test mode), https://docs.stripe.com/api/charges and
/// https://docs.stripe.com/api/disputes.
/// </summary>
internal static class RefundRoutes
{
    internal static IEnumerable<ApiRoute> All =>
    [
        ApiRoute.Post("/v1/refunds", Create, "amount", "charge", "metadata", "payment_intent", "reason"),
        ApiRoute.Get("/v1/refunds/{id}", static call => call.Text(call.Named<Refund>("refund"))),
        ApiRoute.List("/v1/refunds", List, "charge", "created", "payment_intent"),
        ApiRoute.Get("/v1/charges/{id}", static call => call.Text(call.Named<Charge>("charge"))),
        ApiRoute.List("/v1/charges", ListCharges, "created", "customer", "payment_intent"),
        ApiRoute.Get("/v1/disputes/{id}", static call => call.Text(call.Named<Dispute>("dispute"))),
        ApiRoute.List("/v1/disputes", ListDisputes, "charge", "created", "payment_intent"),
    ];

    private static string Create(ApiCall call)
    {
        var form = call.Form;
        var charge = call.Optional<Charge>("charge", "charge") ?? call.Required<PaymentIntent>("payment_intent", "payment_intent").LatestCharge;
        if (charge is not { Status: "succeeded", Captured: true })
        {
            throw form.Wrong("payment_intent", "This PaymentIntent does not have a successful charge to refund.");
        }

        var left = charge.AmountCaptured - charge.AmountRefunded;
        if (left == 0)
        {
            throw new StripeErrorException(StripeError.Invalid($"Charge {charge.Id} has already been refunded.", code: "charge_already_refunded"));
        }

        var amount = form.Whole("amount");
        if (amount < 1 || amount > left)
        {
            throw form.Wrong("amount", $"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}), or below 1.");
        }

        var reason = form.Choice("reason", "duplicate", "fraudulent", "requested_by_customer");
        return call.Text(call.Account.Refund(charge, amount, reason, refund =>
        {
            refund.Status = "succeeded";
            form.FillMetadata(refund.Metadata);
        }));
    }

    private static string ListCharges(ApiCall call)
    {
        var (customer, payment, created) = (call.Form.Text("customer"), call.Form.Text("payment_intent"), CreatedFilter.Of(call.Form));
        return Listing.Of(
            call, "/v1/charges",
            call.Account.Newest<Charge>().Where(one =>
                created.Admits(one.Created) && (customer is null || one.Payment.Customer?.Id == customer) && (payment is null || one.Payment.Id == payment)));
    }

    private static string ListDisputes(ApiCall call)
    {
        var (charge, payment, created) = (call.Form.Text("charge"), call.Form.Text("payment_intent"), CreatedFilter.Of(call.Form));
        return Listing.Of(
            call, "/v1/disputes",
            call.Account.Newest<Dispute>().Where(one =>
                created.Admits(one.Created) && (charge is null || one.Charge.Id == charge) && (payment is null || one.Charge.Payment.Id == payment)));
    }

    private static string List(ApiCall call)
    {
        var (charge, payment, created) = (call.Form.Text("charge"), call.Form.Text("payment_intent"), CreatedFilter.Of(call.Form));
        return Listing.Of(
            call, "/v1/refunds",
            call.Account.Newest<Refund>().Where(one =>
                created.Admits(one.Created) && (charge is null || one.Charge.Id == charge) && (payment is null || one.Charge.Payment.Id == payment)));
    }
}
