using static Signalbox.Projections.ColumnKind;

namespace Signalbox.Projections;

/// <content>What Twilio, SendGrid and Resend tell.</content>
internal static partial class ProjectionResources
{
    internal static readonly ProjectionResource Messages = new(
        "messages",
        "message",
        [
            new("provider", Text, "The provider's name."),
            new("channel", Text, "sms, whatsapp, messenger, rcs or email."),
            new("direction", Text, "outbound or inbound."),
            new("recipient", Text, "The address that it goes to; e-mail addresses in lower case."),
            new("sender", Text, "The address that it comes from, if the provider said."),
            new("subject", Text, "The subject, of e-mails, if the provider said."),
            new("status", Text, "The furthest status that any event told of; it never goes back. Null while there were only clicks and the like."),
            new("group_id", Text, "What the messages of one request, broadcast or messaging service have in common."),
            new("error_code", Text, "The code of the failure, if it failed."),
            new("error_reason", Text, "Why it failed, for people."),
            new("segments", Number, "How many parts a text message was sent in."),
            new("opens", Number, "How often it was opened, as far as the provider can tell."),
            new("clicks", Number, "How often a link in it was clicked."),
            new("queued_at", Time, "When the provider took it, or scheduled it."),
            new("sent_at", Time, "When it was sent."),
            new("delivered_at", Time, "When it was delivered."),
            new("opened_at", Time, "When it was opened, or read, first."),
            new("clicked_at", Time, "When a link in it was clicked first."),
            new("failed_at", Time, "When it failed, bounced or was refused."),
            new("complained_at", Time, "When its recipient called it spam."),
            new("unsubscribed_at", Time, "When its recipient unsubscribed through it."),
        ],
        [
            Filter("recipient", "Only to exactly this address; e-mail addresses in lower case.", "ada@example.com"),
            Filter("status", "Only with this status.", "delivered"),
            Filter("channel", "Only of this channel.", "email"),
            Filter("provider", "Only of this provider.", "sendgrid"),
            Filter("group_id", "Only of this group.", "14c5d75ce93.dfd.64b469"),
        ])
    {
        ExampleStream = "sendgrid/message/14c5d75ce93.dfd.64b469",
    };

    internal static readonly ProjectionResource MessageEvents = new(
        "message-events",
        "message event",
        [
            new("message_id", Text, "The message."),
            new("provider", Text, "The provider's name."),
            new("channel", Text, "sms, whatsapp, messenger, rcs or email."),
            new("type", Text, "The event's type."),
            new("status", Text, "The status that the event told of, if any."),
            new("milestone", Text, "What it says of the message: queued, sent, delivered, failed, opened, clicked, complained or unsubscribed."),
            new("recipient", Text, "The address that it is about."),
            new("error_code", Text, "The code of the failure, if it is one."),
            new("error_reason", Text, "Why, for people."),
            new("url", Text, "What was clicked."),
        ],
        [
            Filter("message_id", "Only of this message.", "SM1f0e8ae6ade43cb3c0ce4525424e404f"),
            Filter("recipient", "Only about exactly this address.", "ada@example.com"),
            Filter("type", "Only of this type.", "email.bounce"),
        ])
    {
        ExampleStream = "twilio/message/SM1f0e8ae6ade43cb3c0ce4525424e404f",
    };

    internal static readonly ProjectionResource Suppressions = new(
        "suppressions",
        "suppression",
        [
            new("channel", Text, "sms, whatsapp, messenger, rcs or email."),
            new("address", Text, "The address; e-mail addresses in lower case."),
            new("reason", Text, "complaint, bounce, unsubscribe, stop, or refused (by the provider); resubscribe once it is lifted, which deleted_at says when."),
            new("scope", Text, "What it is limited to: a group, an audience, a sender. Null for all that the account sends."),
        ],
        [
            Filter("address", "Only of exactly this address; e-mail addresses in lower case.", "ada@example.com"),
            Filter("channel", "Only of this channel.", "email"),
            Filter("reason", "Only for this reason.", "bounce"),
        ])
    {
        ExampleStream = "sendgrid/message/14c5d75ce93.dfd.64b469",
    };
}
