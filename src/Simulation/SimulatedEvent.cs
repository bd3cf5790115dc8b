namespace Signalbox.Simulation;

/// <summary>One webhook as the provider would send it, before it is signed. Immutable; a duplicate delivery is the same instance twice.</summary>
/// <param name="Id">The provider's event id, unique within an account and a seed; of several events in one body, the first one's.</param>
/// <param name="Type">The event's type, for example <c>customer.subscription.updated</c>.</param>
/// <param name="Created">The event's time in whole seconds since 1970 (UTC), by the simulated account's clock.</param>
/// <param name="Body">The exact bytes to sign and to send, UTF-8. Do not change them.</param>
/// <param name="ObjectId">The id of what it is about; for Stripe that of the object in <c>data.object</c>, otherwise that of the stream.</param>
/// <param name="ObjectKind">What that is: for Stripe <c>customer</c>, <c>charge</c>, <c>checkout.session</c> and so on, otherwise the kind of the stream.</param>
public sealed record SimulatedEvent(string Id, string Type, long Created, byte[] Body, string ObjectId, string ObjectKind)
{
    private readonly IReadOnlyList<SimulatedEntry>? _entries;

    /// <summary>The body's <c>Content-Type</c>.</summary>
    public string ContentType { get; init; } = "application/json; charset=utf-8";

    /// <summary>The provider's own headers, without those of the signature.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The events in the body, in its order: one, except where a provider sends several at once.</summary>
    public IReadOnlyList<SimulatedEntry> Entries
    {
        get => _entries ?? [new SimulatedEntry(Id, Type, Created, ObjectId, ObjectKind)];
        init => _entries = value;
    }

    /// <summary>
    /// Null, or what it must stay in order with: nothing in such events says which is the later, so the truth is the order of sending.
    /// <see cref="SendingOrder"/> keeps events of one sequence in their order whatever else it does.
    /// </summary>
    public string? Sequence { get; init; }

    /// <summary>
    /// Whether the provider sends it once, whatever comes of it, and gives it no id by which a repetition could be told: <see cref="Id"/> is then
    /// the simulation's own and nowhere in the request.
    /// </summary>
    public bool IsSentOnce { get; init; }
}

/// <summary>One event of a webhook.</summary>
/// <param name="Id">The provider's event id.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Created">Its time in whole seconds since 1970 (UTC).</param>
/// <param name="ObjectId">The id of what it is about.</param>
/// <param name="ObjectKind">What that is.</param>
public sealed record SimulatedEntry(string Id, string Type, long Created, string ObjectId, string ObjectKind);
