using System.Text.Json.Serialization;
using Signalbox.Sandbox.Faults;
using Signalbox.Sandbox.Requests;
using Signalbox.Sandbox.Webhooks;

namespace Signalbox.Sandbox.Control;

/// <summary>The sandbox at a glance.</summary>
internal sealed record Overview(DateTimeOffset Now, bool Frozen, int Seed, int Events, int WebhooksUnfinished);

/// <summary>What is to change of the clock. What is null stays.</summary>
internal sealed record ClockChange(long? AdvanceSeconds, bool? Frozen);

/// <summary>A rate limit: so many requests in each stretch of so many milliseconds.</summary>
internal sealed record RateLimitChange(int Requests, int? WindowMs, int? RetryAfterSeconds);

/// <summary>Where to send webhooks, and what to sign them with; several secrets while one is being rotated.</summary>
internal sealed record EndpointChange(Uri? Url, IReadOnlyList<string>? Secrets);

/// <summary>An endpoint; its secrets are not shown.</summary>
internal sealed record EndpointState(string Id, Uri Url, int Secrets, int Unfinished);

/// <summary>How a payment page ends.</summary>
internal sealed record CheckoutEnd(bool PaysLater);

/// <summary>How a dispute ends.</summary>
internal sealed record DisputeEnd(bool Won);

/// <summary>How requests arrived.</summary>
/// <param name="Count">How many.</param>
/// <param name="Executed">How many of them were answered with 2xx.</param>
/// <param name="ByStatus">How many by status; <c>0</c>: never answered.</param>
/// <param name="MostInWindow">The most that arrived within any stretch of <paramref name="WindowMs"/>.</param>
/// <param name="WindowMs">The stretch.</param>
internal sealed record RequestCounts(int Count, int Executed, IReadOnlyDictionary<string, int> ByStatus, int MostInWindow, int WindowMs);

/// <summary>A charge, and the request that made it.</summary>
internal sealed record ChargeTruth(
    string Id, string PaymentIntent, string? Customer, long Amount, string Currency, string Status, bool Captured, long AmountRefunded, string? RequestId,
    string? IdempotencyKey);

/// <summary>An event, and what became of it at each endpoint.</summary>
internal sealed record EventTruth(string Id, string Type, long Created, string Object, IReadOnlyList<DeliveryTruth> Deliveries);

/// <summary>An event's way to an endpoint.</summary>
/// <param name="Endpoint">The endpoint's id.</param>
/// <param name="Fault">The fault that it met, or null.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Delivered">How often that was answered with 2xx.</param>
/// <param name="LastStatus">The last answer's status; null: none came.</param>
/// <param name="Finished">Whether nothing more will be sent.</param>
internal sealed record DeliveryTruth(string Endpoint, string? Fault, int Attempts, int Delivered, int? LastStatus, bool Finished);

/// <summary>The final state of an object, as a projection must show it.</summary>
internal sealed record ObjectTruth(string Table, string Id, bool Deleted, IReadOnlyDictionary<string, string?> Columns);

/// <summary>All that happened.</summary>
internal sealed record SandboxTruth(
    DateTimeOffset Now, IReadOnlyList<LoggedRequest> Requests, IReadOnlyList<ChargeTruth> Charges, IReadOnlyList<EventTruth> Events,
    IReadOnlyList<ObjectTruth> Objects);

/// <summary>Why something was refused.</summary>
internal sealed record ControlError(string Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Overview))]
[JsonSerializable(typeof(ClockChange))]
[JsonSerializable(typeof(RateLimitChange))]
[JsonSerializable(typeof(EndpointChange))]
[JsonSerializable(typeof(EndpointState[]))]
[JsonSerializable(typeof(CheckoutEnd))]
[JsonSerializable(typeof(DisputeEnd))]
[JsonSerializable(typeof(RequestCounts))]
[JsonSerializable(typeof(SandboxTruth))]
[JsonSerializable(typeof(ControlError))]
[JsonSerializable(typeof(FaultRule))]
[JsonSerializable(typeof(FaultState<FaultRule>[]))]
[JsonSerializable(typeof(WebhookFaultRule))]
[JsonSerializable(typeof(FaultState<WebhookFaultRule>[]))]
internal sealed partial class ControlJson : JsonSerializerContext;
