namespace Signalbox.Messages;

/// <summary>
/// The ranks of statuses: a message shows the status of the highest rank that any event told of, so that it only moves forward although events
/// come in any order. What can only come after something else ranks above it; a sign that the message did arrive ranks above one that it
/// may not have. Pure.
/// </summary>
internal static class MessageStatuses
{
    /// <summary>Of text messages: https://www.twilio.com/docs/messaging/api/message-resource#message-status-values.</summary>
    internal static MessageStep OfText(string? status) => status switch
    {
        "scheduled" => new(status, 10, "queued"),
        "accepted" => new(status, 15, "queued"),
        "queued" => new(status, 20, "queued"),
        "sending" => new(status, 30, null),
        "receiving" => new(status, 30, null),
        "sent" => new(status, 40, "sent"),
        "canceled" => new(status, 50, "failed"),
        "failed" => new(status, 55, "failed"),
        "undelivered" => new(status, 60, "failed"),
        "partially_delivered" => new(status, 65, "delivered"),
        "delivered" => new(status, 70, "delivered"),
        "received" => new(status, 70, "delivered"),
        "read" => new(status, 80, "opened"),
        _ => default,
    };

    /// <summary>
    /// Of e-mails: https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event and https://resend.com/docs/webhooks/event-types.
    /// A server may accept an e-mail and bounce it afterwards, hence bounced is above delivered.
    /// </summary>
    internal static MessageStep OfEmail(string? status) => status switch
    {
        "scheduled" => new(status, 10, "queued"),
        "processed" => new(status, 20, "queued"),
        "sent" => new(status, 40, "sent"),
        "deferred" => new(status, 45, null),
        "suppressed" => new(status, 50, "failed"),
        "dropped" => new(status, 50, "failed"),
        "failed" => new(status, 55, "failed"),
        "blocked" => new(status, 60, "failed"),
        "delivered" => new(status, 70, "delivered"),
        "received" => new(status, 70, "delivered"),
        "bounced" => new(status, 75, "failed"),
        _ => default,
    };

    /// <summary>What is no status: a recipient opened, clicked, complained, or unsubscribed.</summary>
    internal static MessageStep Engagement(string milestone) => new(null, 0, milestone);
}
