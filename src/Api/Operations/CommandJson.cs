using System.Text.Json.Serialization;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>Reads the product's commands: names as Stripe has them, nothing that is not known, nothing twice.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    Converters = [typeof(StripeMomentConverter), typeof(PortalFlowConverter)])]
[JsonSerializable(typeof(CustomerCreateRequest))]
[JsonSerializable(typeof(PaymentIntentCreateRequest))]
[JsonSerializable(typeof(CommandOn<PaymentIntentConfirmRequest>))]
[JsonSerializable(typeof(CommandOn<PaymentIntentCaptureRequest>))]
[JsonSerializable(typeof(CommandOn<PaymentIntentCancelRequest>))]
[JsonSerializable(typeof(RefundCreateRequest))]
[JsonSerializable(typeof(CheckoutSessionCreateRequest))]
[JsonSerializable(typeof(PortalSessionCreateRequest))]
[JsonSerializable(typeof(SubscriptionCreateRequest))]
[JsonSerializable(typeof(CommandOn<SubscriptionChange>))]
[JsonSerializable(typeof(CommandOn<SubscriptionCancellation>))]
[JsonSerializable(typeof(CommandOn<SubscriptionResumeRequest>))]
internal sealed partial class CommandJson : JsonSerializerContext;
