using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>What can be seen to be wrong with a command about payments without asking the provider, by field. The provider checks the rest.</summary>
internal static class PaymentChecks
{
    private static readonly string[] CaptureMethods = ["automatic", "automatic_async", "manual"];

    internal static void Create(PaymentIntentCreateRequest request, FieldFaults faults) => faults
        .RequireAmount("amount", request.Amount)
        .RequireCurrency("currency", request.Currency)
        .CheckId("customer", request.Customer)
        .CheckId("payment_method", request.PaymentMethod)
        .CheckWord("capture_method", request.CaptureMethod, CaptureMethods)
        .CheckWord("setup_future_usage", request.SetupFutureUsage, "on_session", "off_session")
        .Require("off_session", request.OffSession is null || request.Confirm is true, "only goes together with confirm.")
        .Require("return_url", request.ReturnUrl is null || request.Confirm is true, "only goes together with confirm.")
        .CheckUrl("return_url", request.ReturnUrl)
        .CheckEmail("receipt_email", request.ReceiptEmail)
        .CheckMetadata(request.Metadata);

    internal static void Confirm(PaymentIntentConfirmRequest request, FieldFaults faults) => faults
        .CheckId("payment_method", request.PaymentMethod)
        .CheckWord("capture_method", request.CaptureMethod, CaptureMethods)
        .CheckUrl("return_url", request.ReturnUrl)
        .CheckEmail("receipt_email", request.ReceiptEmail);

    internal static void Capture(PaymentIntentCaptureRequest request, FieldFaults faults) => faults
        .CheckAmount("amount_to_capture", request.AmountToCapture)
        .CheckMetadata(request.Metadata);

    internal static void Cancel(PaymentIntentCancelRequest request, FieldFaults faults) => faults
        .CheckWord("cancellation_reason", request.CancellationReason, "duplicate", "fraudulent", "requested_by_customer", "abandoned");

    internal static void Refund(RefundCreateRequest request, FieldFaults faults) => faults
        .Require("payment_intent", (request.PaymentIntent is null) != (request.Charge is null), "name either payment_intent or charge.")
        .CheckId("payment_intent", request.PaymentIntent)
        .CheckId("charge", request.Charge)
        .CheckAmount("amount", request.Amount)
        .CheckWord("reason", request.Reason, "duplicate", "fraudulent", "requested_by_customer")
        .CheckMetadata(request.Metadata);
}
