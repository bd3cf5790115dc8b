using System.Text.Json;
using Signalbox.Journal;
using Signalbox.Messages;
using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Providers.Resend;

/// <summary>Resend's events. Shapes: https://resend.com/docs/webhooks/event-types.</summary>
internal sealed class ResendProjection : FactProjection
{
    private const string Channel = "email";

    internal static readonly ResendProjection Instance = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Fact> Facts(JournalEntry entry)
    {
        var body = JsonFields.Read(entry.Payload);
        var data = body.Object("data"u8);
        if (data.IsEmpty || !StreamKey.TryParse(entry.Stream, out var stream))
        {
            return [];
        }

        var time = body.IsoTime("created_at"u8) ?? FactValues.TimeOf(entry);
        var step = StepOf(entry.Type);
        var head = new FactHead(
            stream.Account, entry.EventId, new FactOrder(0, time, step.Rank, entry.EventId), time, null, entry.Stream, entry.Version, FactValues.Json(body.Raw));
        return entry.Type.StartsWith("email.", StringComparison.Ordinal) ? Email(head, entry, data, step)
            : entry.Type is "contact.updated" or "contact.created" ? Contact(head, entry, data)
            : [];
    }

    private static List<Fact> Email(FactHead head, JournalEntry entry, JsonFields data, MessageStep step)
    {
        var facts = new List<Fact>(2);
        var recipients = Recipients(data);
        var bounce = data.Object("bounce"u8);
        if (data.Id("email_id"u8) is { } message)
        {
            facts.Add(new MessageEventFact(
                head,
                message,
                "resend",
                Channel,
                entry.Type == "email.received" ? "inbound" : "outbound",
                entry.Type,
                step,
                recipients is [var first, ..] ? first : null,
                FactValues.Email(data.Text("from"u8)),
                data.Text("subject"u8),
                data.Id("broadcast_id"u8),
                bounce.Text("subType"u8) ?? data.Object("suppressed"u8).Text("type"u8),
                bounce.Text("message"u8) ?? data.Object("failed"u8).Text("reason"u8) ?? data.Object("suppressed"u8).Text("message"u8),
                Segments: null,
                data.Object("click"u8).Text("link"u8)));
        }

        // One event tells of all recipients of an e-mail and does not say which of them it is about.
        if (recipients is [var only] && Suppression(entry.Type, bounce) is { } reason && SuppressionReasons.Of(head, Channel, only, reason, scope: null) is { } suppression)
        {
            facts.Add(suppression);
        }

        return facts;
    }

    /// <summary>A contact has unsubscribed from the broadcasts to an audience, or has come back.</summary>
    private static IReadOnlyList<Fact> Contact(FactHead head, JournalEntry entry, JsonFields data)
    {
        var time = data.IsoTime("updated_at"u8) ?? head.AsOf;
        var reason = data.Flag("unsubscribed"u8) switch
        {
            true => SuppressionReasons.Unsubscribe,
            false when entry.Type == "contact.updated" => SuppressionReasons.Resubscribe,
            _ => null,
        };
        return reason is not null && FactValues.Email(data.Text("email"u8)) is { } address
            && SuppressionReasons.Of(head with { AsOf = time }, Channel, address, reason, data.Id("audience_id"u8) ?? "contacts") is { } fact
                ? [fact]
                : [];
    }

    private static MessageStep StepOf(string type) => type switch
    {
        "email.scheduled" or "email.sent" or "email.delivered" or "email.bounced" or "email.failed" or "email.suppressed" or "email.received" =>
            MessageStatuses.OfEmail(type["email.".Length..]),
        "email.delivery_delayed" => MessageStatuses.OfEmail("deferred"),
        "email.opened" => MessageStatuses.Engagement("opened"),
        "email.clicked" => MessageStatuses.Engagement("clicked"),
        "email.complained" => MessageStatuses.Engagement("complained"),
        _ => default,
    };

    // https://resend.com/docs/dashboard/emails/email-bounces: a transient bounce may pass.
    private static string? Suppression(string type, JsonFields bounce) => type switch
    {
        "email.bounced" when bounce.Text("type"u8) is not ("Transient" or "Undetermined") => SuppressionReasons.Bounce,
        "email.complained" => SuppressionReasons.Complaint,
        "email.suppressed" => SuppressionReasons.Refused,
        _ => null,
    };

    private static List<string> Recipients(JsonFields data)
    {
        var list = data.Value("to"u8);
        var found = new List<string>(1);
        if (list.IsEmpty)
        {
            return found;
        }

        var reader = new Utf8JsonReader(list.Span, new JsonReaderOptions { MaxDepth = 512 });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String && reader.CurrentDepth <= 1 && FactValues.Email(TextOf(ref reader)) is { } address)
            {
                found.Add(address);
            }
        }

        return found;
    }

    private static string? TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or no UTF-8: no address.
            return null;
        }
    }
}
