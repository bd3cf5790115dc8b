namespace Signalbox.Simulation.Twilio;

/// <summary>A message: https://www.twilio.com/docs/messaging/api/message-resource.</summary>
/// <param name="Sid">Its id.</param>
/// <param name="Channel"><c>sms</c> or <c>whatsapp</c>.</param>
/// <param name="Direction"><c>outbound</c> or <c>inbound</c>.</param>
/// <param name="From">The sender's number.</param>
/// <param name="To">The recipient's number.</param>
internal sealed record TwilioMessage(string Sid, string Channel, string Direction, string From, string To)
{
    /// <summary>The furthest status that a webhook told.</summary>
    internal string Status { get; set; } = "accepted";

    /// <summary>Why it was not delivered: https://www.twilio.com/docs/api/errors.</summary>
    internal string? ErrorCode { get; set; }

    /// <summary>The last webhook about it.</summary>
    internal byte[] Published { get; set; } = [];

    internal bool IsDone => Status is "undelivered" or "failed" or "read" or "received" || (Status == "delivered" && Channel == "sms");
}

/// <summary>A call: https://www.twilio.com/docs/voice/api/call-resource.</summary>
internal sealed record TwilioCall(string Sid, string From, string To)
{
    internal int Sequence { get; set; }
}
