using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.OpenApi;

namespace Signalbox.Operations;

/// <summary>What the product can ask of providers, by route.</summary>
internal static class CommandRoutes
{
    private const string Rules = "Answers with the provider's object, which is in the projections by then. The same Idempotency-Key and body get the recorded answer; another body under the key is 409 idempotency_conflict. While the outcome is unknown the answer is 202 with the operation, which goes on by itself and never happens twice. 429 and 503, and 502 provider_authentication, mean that nothing was carried out: the key is free.";
    private const string Payment = "The payment's id.";
    private const string Subscription = "The subscription's id.";

    internal static void MapCommands(this IEndpointRouteBuilder routes)
    {
        routes.MapPayments();
        routes.MapCustomers();
        routes.MapSubscriptions();
    }

    private static void MapCustomers(this IEndpointRouteBuilder routes)
    {
        routes.Post(
                "/v1/customers",
                CommandShape.Of(CommandNames.CreateCustomer, CommandJson.Default.CustomerCreateRequest, CustomerChecks.Create, needsKey: false),
                CommandExamples.Customer, OperationExamples.Customer)
            .Describe("createCustomer", "Customers", "Create a customer", Rules);
        routes.Post(
                "/v1/checkout-sessions",
                CommandShape.Of(CommandNames.CreateCheckoutSession, CommandJson.Default.CheckoutSessionCreateRequest, CustomerChecks.CheckoutSession, needsKey: false),
                CommandExamples.CheckoutSession, OperationExamples.CheckoutSession)
            .Describe("createCheckoutSession", "Customers", "Create a payment page", $"Makes a page of the provider's to pay on; send the customer to its 'url'. {Rules}");
        routes.Post(
                "/v1/portal-sessions",
                CommandShape.Of(CommandNames.CreatePortalSession, CommandJson.Default.PortalSessionCreateRequest, CustomerChecks.PortalSession, needsKey: false),
                CommandExamples.PortalSession, OperationExamples.PortalSession)
            .Describe("createPortalSession", "Customers", "Create a visit of the billing portal", $"Makes a link that lets a customer manage its billing for a short time: whoever has it is let in. {Rules}");
    }

    private static void MapPayments(this IEndpointRouteBuilder routes)
    {
        routes.Post(
                "/v1/payments",
                CommandShape.Of(CommandNames.CreatePayment, CommandJson.Default.PaymentIntentCreateRequest, PaymentChecks.Create, needsKey: true),
                CommandExamples.Payment, OperationExamples.Payment)
            .Describe("createPayment", "Payments", "Create a payment", $"Creates a payment intent, and confirms it if 'confirm' is true. {Rules}");
        routes.Post(
                "/v1/payments/{id}/confirm",
                CommandShape.Of(CommandNames.ConfirmPayment, CommandJson.Default.PaymentIntentConfirmRequest, PaymentChecks.Confirm, needsKey: true),
                CommandExamples.Confirmation, OperationExamples.Payment)
            .WithPath("id", Payment)
            .Describe("confirmPayment", "Payments", "Confirm a payment", $"Tries to collect it, or to authorize it if it is captured by hand. {Rules}");
        routes.Post(
                "/v1/payments/{id}/capture",
                CommandShape.Of(CommandNames.CapturePayment, CommandJson.Default.PaymentIntentCaptureRequest, PaymentChecks.Capture, needsKey: true),
                CommandExamples.Capture, OperationExamples.Payment)
            .WithPath("id", Payment)
            .Describe("capturePayment", "Payments", "Capture a payment", $"Collects what was authorized, or a part of it. {Rules}");
        routes.Post(
                "/v1/payments/{id}/cancel",
                CommandShape.Of(CommandNames.CancelPayment, CommandJson.Default.PaymentIntentCancelRequest, PaymentChecks.Cancel, needsKey: true),
                CommandExamples.PaymentCancellation, OperationExamples.CanceledPayment)
            .WithPath("id", Payment)
            .Describe("cancelPayment", "Payments", "Cancel a payment", $"Ends a payment that has not succeeded, and frees what was authorized. {Rules}");
        routes.Post(
                "/v1/refunds",
                CommandShape.Of(CommandNames.CreateRefund, CommandJson.Default.RefundCreateRequest, PaymentChecks.Refund, needsKey: true),
                CommandExamples.Refund, OperationExamples.Refund)
            .Describe("createRefund", "Payments", "Refund a payment", $"Pays back a payment or a part of it. What was refunded shows in the payment with the webhook that follows. {Rules}");
    }

    private static void MapSubscriptions(this IEndpointRouteBuilder routes)
    {
        routes.Post(
                "/v1/subscriptions",
                CommandShape.Of(CommandNames.CreateSubscription, CommandJson.Default.SubscriptionCreateRequest, SubscriptionChecks.Create, needsKey: true),
                CommandExamples.Subscription, OperationExamples.Subscription)
            .Describe("createSubscription", "Subscriptions", "Create a subscription", $"Makes a subscription of a customer and tries its first payment. {Rules}");
        routes.Map(
                "PATCH", "/v1/subscriptions/{id}",
                CommandShape.Of(CommandNames.ChangeSubscription, CommandJson.Default.SubscriptionChange, SubscriptionChecks.Change, needsKey: true),
                CommandExamples.SubscriptionChange, OperationExamples.Subscription)
            .WithPath("id", Subscription)
            .Describe("changeSubscription", "Subscriptions", "Change a subscription", $"Changes price, quantity and other things, with the proration that is asked for. With several items, 'item' says which one. With 'cancel_at_period_end' false, takes back an announced end. {Rules}");
        routes.Post(
                "/v1/subscriptions/{id}/cancel",
                CommandShape.Of(CommandNames.CancelSubscription, CommandJson.Default.SubscriptionCancellation, SubscriptionChecks.Cancel, needsKey: true),
                CommandExamples.SubscriptionCancellation, OperationExamples.EndingSubscription)
            .WithPath("id", Subscription)
            .Describe("cancelSubscription", "Subscriptions", "End a subscription", $"Ends it now and for good, or with the period that is paid. {Rules}");
        routes.Post(
                "/v1/subscriptions/{id}/resume",
                CommandShape.Of(CommandNames.ResumeSubscription, CommandJson.Default.SubscriptionResumeRequest, SubscriptionChecks.Resume, needsKey: true),
                CommandExamples.Resumption, OperationExamples.Subscription)
            .WithPath("id", Subscription)
            .Describe("resumeSubscription", "Subscriptions", "Resume a subscription", $"Goes on with a paused subscription. {Rules}");
    }

    private static RouteHandlerBuilder Post<T>(this IEndpointRouteBuilder routes, string path, CommandShape<T> shape, string request, string answer) =>
        routes.Map("POST", path, shape, request, answer);

    private static RouteHandlerBuilder Map<T>(this IEndpointRouteBuilder routes, string method, string path, CommandShape<T> shape, string request, string answer) =>
        routes.MapCommand(method, path, shape)
            .WithMetadata(new CommandBody(request, shape.NeedsKey))
            .Answers<JsonRawValue>(answer)
            .Answers<OperationView>(OperationExamples.Accepted, 202)
            .Refuses(400, 402, 404, 409, 413, 422, 429, 502);
}
