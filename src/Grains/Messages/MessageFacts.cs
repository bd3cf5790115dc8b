using Signalbox.Projections;

namespace Signalbox.Messages;

/// <summary>One event in the life of a message. <see cref="Fact.Head"/>'s id is the event's; its rank is the status's.</summary>
/// <param name="Head">See <see cref="FactHead"/>.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="Channel">sms, whatsapp, messenger, rcs or email.</param>
/// <param name="Direction">outbound or inbound.</param>
/// <param name="Type">The event's type as in the journal.</param>
/// <param name="Step">What the event says of the message's life.</param>
/// <param name="Recipient">The address it goes to; e-mail addresses in lower case.</param>
/// <param name="Sender">The address it comes from; e-mail addresses in lower case.</param>
/// <param name="Subject">The subject, of e-mails.</param>
/// <param name="GroupId">What the messages of one request have in common, if the provider has such an id.</param>
/// <param name="ErrorCode">The provider's or the receiving server's code, if it failed.</param>
/// <param name="ErrorReason">Why, for people.</param>
/// <param name="Segments">How many parts a text message is sent in.</param>
/// <param name="Url">What was clicked.</param>
internal sealed record MessageEventFact(
    FactHead Head,
    string MessageId,
    string Provider,
    string Channel,
    string Direction,
    string Type,
    MessageStep Step,
    string? Recipient,
    string? Sender,
    string? Subject,
    string? GroupId,
    string? ErrorCode,
    string? ErrorReason,
    long? Segments,
    string? Url) : Fact(Head);

/// <summary>What an event says of a message's life.</summary>
/// <param name="Status">The status that it is in by this event; <see langword="null"/> if the event is about something else, such as a click.</param>
/// <param name="Rank">Of the status: a message never goes back to a lower one. 0 without a status.</param>
/// <param name="Milestone">Which of the message's times this event is, if any.</param>
internal readonly record struct MessageStep(string? Status, int Rank, string? Milestone);

/// <summary>
/// That nothing more may be sent to an address, or that it may again (then <see cref="FactHead.DeletedAt"/> is set). The latest event wins,
/// of one moment the stronger reason.
/// </summary>
/// <param name="Head">See <see cref="FactHead"/>.</param>
/// <param name="Channel">sms, whatsapp or email.</param>
/// <param name="Address">The address; e-mail addresses in lower case.</param>
/// <param name="Reason">complaint, bounce, unsubscribe, stop, or resubscribe.</param>
/// <param name="Scope">The provider's group of messages that it is about; <see langword="null"/> for all.</param>
internal sealed record SuppressionFact(FactHead Head, string Channel, string Address, string Reason, string? Scope) : Fact(Head);
