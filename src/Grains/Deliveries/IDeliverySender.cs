using Signalbox.Destinations;

namespace Signalbox.Deliveries;

/// <summary>Makes the requests of deliveries. Safe for any number of callers at once.</summary>
internal interface IDeliverySender
{
    /// <summary>Signs an event for a destination and sends it, once. Redirects are not followed.</summary>
    /// <param name="destination">Where to, with its secrets and headers.</param>
    /// <param name="outgoing">The event.</param>
    /// <param name="attempt">Which attempt this is: 1 for the first.</param>
    /// <param name="cancellationToken">The process stops. The receiver may have got it all the same.</param>
    /// <returns>What came of it; failures too, whatever they are.</returns>
    /// <exception cref="OperationCanceledException">Only by <paramref name="cancellationToken"/>.</exception>
    Task<AttemptOutcome> SendAsync(Destination destination, OutgoingEvent outgoing, int attempt, CancellationToken cancellationToken);
}

/// <summary>An event as it is sent.</summary>
/// <param name="Id">The id of the message, the same for every attempt and every destination: <c>msg_</c> and the position in 16 hexadecimal digits.</param>
/// <param name="EventId">The provider's or publisher's id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Stream">The key of its stream, whose first part is the source's name.</param>
/// <param name="Version">Its number in the stream.</param>
/// <param name="Tenant">Whose it is; <see langword="null"/>: no tenant's.</param>
/// <param name="OccurredAt">When it happened by its provider's clock, in unix seconds; 0 if that did not say.</param>
/// <param name="ReceivedAt">When it came in.</param>
/// <param name="ContentType">Of the bytes; <c>application/json</c> if nobody said.</param>
/// <param name="Payload">The bytes as they came.</param>
internal sealed record OutgoingEvent(
    string Id,
    string EventId,
    string Type,
    string Stream,
    long Version,
    string? Tenant,
    long OccurredAt,
    DateTimeOffset ReceivedAt,
    string ContentType,
    ReadOnlyMemory<byte> Payload);

/// <summary>What came of one request.</summary>
/// <param name="Result">Delivered, or the class of the failure.</param>
/// <param name="Duration">From before the connection to the end of what was read of the answer.</param>
internal sealed record AttemptOutcome(AttemptResult Result, TimeSpan Duration)
{
    /// <summary>The status of HTTP, if there was an answer.</summary>
    public int? Status { get; init; }

    /// <summary>How long the receiver asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What failed, for people; names no secret.</summary>
    public string? Error { get; init; }

    /// <summary>The beginning of the answer's body, up to 16 KB.</summary>
    public ReadOnlyMemory<byte> Response { get; init; }

    /// <summary>Whether the receiver has it.</summary>
    internal bool IsDelivered => Result is AttemptResult.Delivered;

    /// <summary>Whether the receiver wants nothing more, ever (410).</summary>
    internal bool IsGone => Status == 410;

    /// <summary>Whether trying again soon would make it worse.</summary>
    internal bool NeedsRest => Result is AttemptResult.Timeout || Status == 429;
}

/// <summary>The classes of what a request comes to.</summary>
internal enum AttemptResult
{
    /// <summary>A status from 200 to 299.</summary>
    Delivered = 1,

    /// <summary>Another status, redirects too.</summary>
    Status = 2,

    /// <summary>The name has no address.</summary>
    Dns = 3,

    /// <summary>No connection came about, for another reason than those below.</summary>
    Connect = 4,

    /// <summary>The server's certificate or protocol is not acceptable.</summary>
    Tls = 5,

    /// <summary>No answer in time.</summary>
    Timeout = 6,

    /// <summary>The connection broke, or what came was no HTTP.</summary>
    Broken = 7,

    /// <summary>The address is not one that may be sent to; nothing was sent.</summary>
    AddressRefused = 8,

    /// <summary>The request could not be made from what is configured, for example a secret that does not open; nothing was sent.</summary>
    Unusable = 9,
}
