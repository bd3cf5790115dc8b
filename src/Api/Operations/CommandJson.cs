using System.Text.Json.Serialization;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>Reads the product's commands: names as Stripe has them, nothing that is not known, nothing twice.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(CustomerCreateRequest))]
[JsonSerializable(typeof(PaymentIntentCreateRequest))]
[JsonSerializable(typeof(RefundCreateRequest))]
internal sealed partial class CommandJson : JsonSerializerContext;
