namespace Signalbox.Simulation.SendGrid;

/// <summary>A message to one recipient.</summary>
/// <param name="Id"><c>sg_message_id</c>.</param>
/// <param name="SmtpId">The message's id in its own header.</param>
/// <param name="Recipient">Whom to.</param>
/// <param name="Category">What it is about.</param>
internal sealed record SendGridMail(string Id, string SmtpId, Person Recipient, string Category)
{
    /// <summary>The furthest delivery event: <c>processed</c>, <c>deferred</c>, <c>delivered</c>, <c>bounced</c>, <c>blocked</c>, <c>dropped</c>.</summary>
    internal string Status { get; set; } = string.Empty;

    internal string? ErrorCode { get; set; }

    internal int Opens { get; set; }

    internal int Clicks { get; set; }

    internal byte[] Published { get; set; } = [];
}

/// <summary>What is known of an address.</summary>
internal sealed class SendGridAddress
{
    /// <summary><c>bounce</c>, <c>complaint</c> or <c>unsubscribe</c>; an address has one in its life.</summary>
    internal required string Reason { get; init; }

    /// <summary>The group of mails that was unsubscribed from; null for all mail.</summary>
    internal string? Scope { get; init; }

    internal bool Lifted { get; set; }
}
