using Signalbox.Sandbox.Requests;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Api;

/// <summary>https://docs.stripe.com/api/refunds. Refunds of cards succeed at once, as in Stripe's test mode.</summary>
internal static class RefundRoutes
{
    internal static IEnumerable<ApiRoute> All =>
    [
        ApiRoute.Post("/v1/refunds", Create, "amount", "charge", "metadata", "payment_intent", "reason"),
        ApiRoute.Get("/v1/refunds/{id}", static call => call.Text(call.Named<Refund>("refund"))),
        ApiRoute.List("/v1/refunds", List, "charge", "created", "payment_intent"),
        ApiRoute.Get("/v1/charges/{id}", static call => call.Text(call.Named<Charge>("charge"))),
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

    private static string List(ApiCall call)
    {
        var (charge, payment, created) = (call.Form.Text("charge"), call.Form.Text("payment_intent"), CreatedFilter.Of(call.Form));
        return Listing.Of(
            call, "/v1/refunds",
            call.Account.Newest<Refund>().Where(one =>
                created.Admits(one.Created) && (charge is null || one.Charge.Id == charge) && (payment is null || one.Charge.Payment.Id == payment)));
    }
}
