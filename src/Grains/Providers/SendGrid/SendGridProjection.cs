using Signalbox.Journal;
using Signalbox.Messages;
using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Providers.SendGrid;

/// <summary>
/// SendGrid's events, each one object of the array that a request brings. Shapes:
/// https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event.
/// </summary>
internal sealed class SendGridProjection : FactProjection
{
    private const string Channel = "email";

    internal static readonly SendGridProjection Instance = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Fact> Facts(JournalEntry entry)
    {
        var body = JsonFields.Read(entry.Payload);
        if (body.IsEmpty || !StreamKey.TryParse(entry.Stream, out var stream) || body.Text("event"u8) is not { } name)
        {
            return [];
        }

        var time = FactValues.TimeOf(entry);
        var address = FactValues.Email(body.Text("email"u8));
        var step = StepOf(name, body);
        var head = new FactHead(
            stream.Account, entry.EventId, new FactOrder(0, time, step.Rank, entry.EventId), time, null, entry.Stream, entry.Version, FactValues.Json(body.Raw));
        var facts = new List<Fact>(2);
        if (body.Id("sg_message_id"u8) is { } message && IsOfMessage(name))
        {
            facts.Add(new MessageEventFact(
                head,
                message,
                "sendgrid",
                Channel,
                "outbound",
                entry.Type,
                step,
                address,
                Sender: null,
                body.Text("subject"u8),
                GroupOf(message),
                FactValues.Id(body.Text("status"u8)),
                body.Text("reason"u8) ?? (step.Milestone is null ? body.Text("response"u8) : null),
                Segments: null,
                body.Text("url"u8)));
        }

        if (address is not null && Suppression(name, body) is var (reason, scope) && SuppressionReasons.Of(head, Channel, address, reason, scope) is { } suppression)
        {
            facts.Add(suppression);
        }

        return facts;
    }

    private static bool IsOfMessage(string name) => name is not ("group_resubscribe" or "account_status_change");

    private static MessageStep StepOf(string name, JsonFields body) => name switch
    {
        // A block is a refusal for now (a full mailbox, a reputation), after which SendGrid goes on sending to the address.
        "bounce" => MessageStatuses.OfEmail(body.Text("type"u8) == "blocked" ? "blocked" : "bounced"),
        "processed" or "deferred" or "delivered" or "dropped" => MessageStatuses.OfEmail(name),
        "open" => MessageStatuses.Engagement("opened"),
        "click" => MessageStatuses.Engagement("clicked"),
        "spamreport" => MessageStatuses.Engagement("complained"),
        "unsubscribe" or "group_unsubscribe" => MessageStatuses.Engagement("unsubscribed"),
        _ => default,
    };

    private static (string Reason, string? Scope)? Suppression(string name, JsonFields body) => name switch
    {
        "bounce" when body.Text("type"u8) != "blocked" => (SuppressionReasons.Bounce, null),
        "spamreport" => (SuppressionReasons.Complaint, null),
        "unsubscribe" => (SuppressionReasons.Unsubscribe, null),
        "group_unsubscribe" => (SuppressionReasons.Unsubscribe, GroupScope(body)),
        "group_resubscribe" => (SuppressionReasons.Resubscribe, GroupScope(body)),
        _ => null,
    };

    private static string GroupScope(JsonFields body) => $"group-{body.Number("asm_group_id"u8) ?? 0}";

    /// <summary>The X-Message-Id that the request was answered with: https://www.twilio.com/docs/sendgrid/glossary/message-id.</summary>
    private static string GroupOf(string message)
    {
        var end = message.IndexOf(".filter", StringComparison.Ordinal);
        end = end > 0 ? end : message.IndexOf(".recvd", StringComparison.Ordinal);
        end = end > 0 ? end : message.IndexOf('.', StringComparison.Ordinal);
        return end > 0 ? message[..end] : message;
    }
}
