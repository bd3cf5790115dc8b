namespace Signalbox.Simulation;

/// <summary>One webhook as the provider would send it. Immutable; a duplicate delivery is the same instance twice.</summary>
/// <param name="Id">The provider's event id, unique within an account and a seed.</param>
/// <param name="Type">The event's type, for example <c>customer.subscription.updated</c>.</param>
/// <param name="Created">The event's time in whole seconds since 1970 (UTC), by the simulated account's clock.</param>
/// <param name="Body">The exact bytes to sign and to send: compact JSON, UTF-8. Do not change them.</param>
/// <param name="ObjectId">The id of the object in <c>data.object</c>.</param>
/// <param name="ObjectKind">What that object is: <c>customer</c>, <c>subscription</c>, <c>charge</c>, <c>checkout.session</c> and so on.</param>
public sealed record SimulatedEvent(string Id, string Type, long Created, byte[] Body, string ObjectId, string ObjectKind);
