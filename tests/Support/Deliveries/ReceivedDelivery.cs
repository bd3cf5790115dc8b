using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Signalbox.Tests.Support.Deliveries;

/// <summary>A request that a receiver got.</summary>
/// <param name="MessageId"><c>webhook-id</c>.</param>
/// <param name="EventId">The event's own id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Stream">The key of its stream.</param>
/// <param name="Version">Its number in the stream.</param>
/// <param name="Tenant">Whose it is; empty: no tenant's.</param>
/// <param name="Attempt">Which attempt the sender says this is.</param>
/// <param name="VerifiedBy">Which of the receiver's secrets it is signed with, by their place.</param>
/// <param name="Body">The body.</param>
/// <param name="Digest">SHA-256 of the body.</param>
public sealed record ReceivedDelivery(
    string MessageId, string EventId, string Type, string Stream, long Version, string Tenant, int Attempt, IReadOnlyList<int> VerifiedBy, ReadOnlyMemory<byte> Body, string Digest)
{
    /// <summary>When it had come.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>How it was answered.</summary>
    public ReceiverFault Answer { get; init; }

    internal static ReceivedDelivery Of(HeaderDictionary headers, ReadOnlyMemory<byte> body, IReadOnlyList<int> verifiedBy) => new(
        headers["webhook-id"].ToString(),
        headers["signalbox-event-id"].ToString(),
        headers["signalbox-event-type"].ToString(),
        headers["signalbox-stream"].ToString(),
        long.Parse(headers["signalbox-version"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture),
        headers["signalbox-tenant"].ToString(),
        int.Parse(headers["signalbox-attempt"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture),
        verifiedBy,
        body,
        Convert.ToHexString(SHA256.HashData(body.Span)));
}
