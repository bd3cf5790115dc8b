using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Messages;

/// <summary>Makes suppressions of events. The latest wins; of one moment the stronger reason, so that nobody is written to by accident. Pure.</summary>
internal static class SuppressionReasons
{
    internal const string Complaint = "complaint";
    internal const string Bounce = "bounce";
    internal const string Unsubscribe = "unsubscribe";
    internal const string Stop = "stop";

    /// <summary>The provider refuses to send to the address, for a reason that it does not tell.</summary>
    internal const string Refused = "refused";

    /// <summary>Lifts what was before.</summary>
    internal const string Resubscribe = "resubscribe";

    /// <param name="head">The event's; id, order and deletion are set here.</param>
    /// <param name="channel">sms, whatsapp or email.</param>
    /// <param name="address">The address.</param>
    /// <param name="reason">One of the above.</param>
    /// <param name="scope">What it is limited to at the provider: a group, a sender; <see langword="null"/> for everything from this account.</param>
    /// <returns>Nothing if address and scope are too long to be an id.</returns>
    internal static SuppressionFact? Of(FactHead head, string channel, string address, string reason, string? scope)
    {
        var id = scope is null ? $"{channel}:{address}" : $"{channel}:{address}:{scope}";
        var order = head.Order with { Phase = 0, Sequence = head.AsOf, Rank = RankOf(reason) };
        return id.Length > JsonFields.LongestId
            ? null
            : new SuppressionFact(head with { Id = id, Order = order, DeletedAt = reason == Resubscribe ? head.AsOf : null }, channel, address, reason, scope);
    }

    private static int RankOf(string reason) => reason switch
    {
        Complaint => 5,
        Bounce => 4,
        Unsubscribe => 3,
        Stop => 2,
        Refused => 1,
        _ => 0,
    };
}
