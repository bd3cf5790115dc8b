using Signalbox.Sandbox.Requests;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Api;

/// <summary>https://docs.stripe.com/api/payment_intents.</summary>
internal static class PaymentRoutes
{
    private const long MinAmount = 50;
    private const long MaxAmount = 99_999_999;

    internal static IEnumerable<ApiRoute> All =>
    [
        ApiRoute.Post(
            "/v1/payment_intents", Create, "amount", "automatic_payment_methods", "capture_method", "confirm", "confirmation_method", "currency",
            "customer", "description", "metadata", "off_session", "payment_method", "payment_method_types", "receipt_email", "return_url",
            "setup_future_usage", "statement_descriptor", "statement_descriptor_suffix"),
        ApiRoute.Get("/v1/payment_intents/{id}", static call => call.Text(Named(call)), "client_secret"),
        ApiRoute.Post("/v1/payment_intents/{id}/confirm", Confirm, "off_session", "payment_method", "receipt_email", "return_url", "setup_future_usage"),
        ApiRoute.Post("/v1/payment_intents/{id}/capture", Capture, "amount_to_capture"),
        ApiRoute.Post("/v1/payment_intents/{id}/cancel", Cancel, "cancellation_reason"),
        ApiRoute.List("/v1/payment_intents", List, "created", "customer"),
    ];

    private static string Create(ApiCall call)
    {
        var form = call.Form;
        var customer = call.Optional<Customer>("customer", "customer");
        form.Required("amount");
        var amount = form.Whole("amount")!.Value;
        if (amount < MinAmount)
        {
            throw form.Wrong("amount", $"Amount must be at least {MinAmount} in the currency's smallest unit.", "amount_too_small");
        }

        if (amount > MaxAmount)
        {
            throw form.Wrong("amount", $"Amount must be no more than {MaxAmount}.", "amount_too_large");
        }

        var confirms = form.Flag("confirm") ?? false;
        var draft = new PaymentDraft(amount, form.Currency())
        {
            Customer = customer,
            Card = TestCards.Payment(call, customer),
            CaptureMethod = form.Choice("capture_method", "automatic", "automatic_async", "manual") ?? "automatic",
            Description = form.TextOr("description", null),
            ReceiptEmail = form.TextOr("receipt_email", null),
            FillMetadata = form.FillMetadata,
        };
        if (confirms && draft.Card is null)
        {
            throw form.Wrong(
                "payment_method", "You cannot confirm this PaymentIntent because it's missing a payment method.", "payment_intent_unexpected_state");
        }

        var payment = call.Account.CreatePayment(draft);
        if (confirms)
        {
            call.Account.Confirm(payment, card: null);
        }

        return ConfirmedText(call, payment, confirms);
    }

    private static string Confirm(ApiCall call)
    {
        var payment = Named(call);
        var card = TestCards.Payment(call, payment.Customer);
        if (payment.Status is not ("requires_confirmation" or "requires_action") && (payment.Status != "requires_payment_method" || card is null))
        {
            throw Unexpected(payment, payment.Status == "requires_payment_method"
                ? "You cannot confirm this PaymentIntent because it's missing a payment method."
                : $"This PaymentIntent's status is {payment.Status}; it cannot be confirmed.");
        }

        call.Account.Confirm(payment, card);
        return ConfirmedText(call, payment, isConfirmed: true);
    }

    private static string Capture(ApiCall call)
    {
        var payment = Named(call);
        if (payment.Status != "requires_capture")
        {
            throw Unexpected(payment, $"This PaymentIntent could not be captured because it has a status of {payment.Status}.");
        }

        var amount = call.Form.Whole("amount_to_capture");
        if (amount < 1 || amount > payment.AmountCapturable)
        {
            throw call.Form.Wrong("amount_to_capture", $"amount_to_capture must be within 1 to {payment.AmountCapturable}.", "amount_too_large");
        }

        call.Account.Capture(payment, amount);
        return call.Text(payment);
    }

    private static string Cancel(ApiCall call)
    {
        var payment = Named(call);
        if (payment.HasEnded || payment.Invoice is not null)
        {
            throw Unexpected(payment, payment.HasEnded
                ? $"You cannot cancel this PaymentIntent because it has a status of {payment.Status}."
                : "An invoice's PaymentIntent is cancelled with its invoice.");
        }

        call.Account.CancelPayment(payment, call.Form.Choice("cancellation_reason", "duplicate", "fraudulent", "requested_by_customer", "abandoned"));
        return call.Text(payment);
    }

    private static string List(ApiCall call)
    {
        var (customer, created) = (call.Form.Text("customer"), CreatedFilter.Of(call.Form));
        return Listing.Of(
            call, "/v1/payment_intents",
            call.Account.Newest<PaymentIntent>().Where(one => created.Admits(one.Created) && (customer is null || one.Customer?.Id == customer)));
    }

    private static PaymentIntent Named(ApiCall call) => call.Named<PaymentIntent>("payment_intent");

    private static string ConfirmedText(ApiCall call, PaymentIntent payment, bool isConfirmed)
    {
        var text = call.Text(payment);
        return isConfirmed && payment is { Status: "requires_payment_method", LatestCharge.Status: "failed" }
            ? throw new StripeErrorException(StripeError.Declined(payment, System.Text.Encoding.UTF8.GetBytes(text)))
            : text;
    }

    private static StripeErrorException Unexpected(PaymentIntent payment, string message) =>
        new(StripeError.Invalid($"{message} ({payment.Id})", code: "payment_intent_unexpected_state"));
}
