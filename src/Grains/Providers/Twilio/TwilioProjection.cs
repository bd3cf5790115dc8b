using System.Globalization;
using Signalbox.Journal;
using Signalbox.Messages;
using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Providers.Twilio;

/// <summary>
/// Twilio's status callbacks and incoming messages. Parameters: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status and
/// https://www.twilio.com/docs/messaging/guides/webhook-request. They have no time: the time of arrival stands for it.
/// </summary>
internal sealed class TwilioProjection : FactProjection
{
    // The recipient has opted out: https://www.twilio.com/docs/api/errors/21610.
    private const string OptedOut = "21610";

    internal static readonly TwilioProjection Instance = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Fact> Facts(JournalEntry entry)
    {
        if (!entry.Type.StartsWith("message.", StringComparison.Ordinal) || !StreamKey.TryParse(entry.Stream, out var stream))
        {
            return [];
        }

        var form = TwilioForm.Read(entry.Payload);
        if (FactValues.Id(form["MessageSid"] ?? form["SmsSid"]) is not { } message)
        {
            return [];
        }

        var isInbound = entry.Type == "message.received";
        var step = MessageStatuses.OfText(isInbound ? "received" : (form["MessageStatus"] ?? form["SmsStatus"])?.ToLowerInvariant());
        var time = FactValues.TimeOf(entry);
        var (channel, recipient) = AddressOf(form["To"]);
        var (ofSender, sender) = AddressOf(form["From"]);
        channel = channel == "sms" ? ofSender : channel;
        var head = new FactHead(
            stream.Account, entry.EventId, new FactOrder(0, time, step.Rank, entry.EventId), time, null, entry.Stream, entry.Version, form.ToJson());
        var facts = new List<Fact>(2)
        {
            new MessageEventFact(
                head,
                message,
                "twilio",
                channel,
                isInbound ? "inbound" : "outbound",
                entry.Type,
                step,
                recipient,
                sender,
                Subject: null,
                FactValues.Id(form["MessagingServiceSid"]),
                FactValues.Id(form["ErrorCode"]),
                form["ErrorMessage"] ?? form["ChannelStatusMessage"],
                long.TryParse(form["NumSegments"], NumberStyles.None, CultureInfo.InvariantCulture, out var segments) ? segments : null,
                Url: null),
        };

        // Who opts out does so of one service or number, and what goes through another still arrives.
        var (person, ours) = isInbound ? (sender, recipient) : (recipient, sender);
        if (person is not null && ReasonOf(form, isInbound) is { } reason
            && SuppressionReasons.Of(head, channel, person, reason, FactValues.Id(form["MessagingServiceSid"]) ?? ours) is { } suppression)
        {
            facts.Add(suppression);
        }

        return facts;
    }

    /// <summary>
    /// What Twilio itself did with an incoming keyword (<c>OptOutType</c>, https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out), or,
    /// where it does not say, what it does by default: https://help.twilio.com/articles/223134027.
    /// </summary>
    private static string? ReasonOf(TwilioForm form, bool isInbound)
    {
        if (!isInbound)
        {
            return form["ErrorCode"] == OptedOut ? SuppressionReasons.Stop : null;
        }

        return (form["OptOutType"] ?? form["Body"]?.Trim())?.ToUpperInvariant() switch
        {
            "STOP" or "STOPALL" or "UNSUBSCRIBE" or "CANCEL" or "END" or "QUIT" or "REVOKE" or "OPTOUT" => SuppressionReasons.Stop,
            "START" or "UNSTOP" or "YES" => SuppressionReasons.Resubscribe,
            _ => null,
        };
    }

    /// <summary>A number, or an address of another channel, which is written before it: <c>whatsapp:+15551234567</c>.</summary>
    private static (string Channel, string? Address) AddressOf(string? text)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon is > 0 and < 32
            ? (text![..colon].ToLowerInvariant(), AddressWithin(text[(colon + 1)..]))
            : ("sms", AddressWithin(text));
    }

    private static string? AddressWithin(string? text) => text is { Length: > 0 and <= FactValues.LongestAddress } ? text : null;
}
