namespace Signalbox.Simulation;

/// <summary>What the events of one message said in the end, in the words that all providers share.</summary>
/// <param name="Provider">Who sent it.</param>
/// <param name="Channel"><c>sms</c>, <c>whatsapp</c> or <c>email</c>.</param>
/// <param name="Status">The furthest status.</param>
internal sealed record MessageTruth(string Provider, string Channel, string Status)
{
    internal bool IsInbound { get; init; }

    internal required string Recipient { get; init; }

    internal string? Sender { get; init; }

    internal string? Subject { get; init; }

    /// <summary>What it was sent with: SendGrid's <c>X-Message-Id</c>, Twilio's messaging service.</summary>
    internal string? GroupId { get; init; }

    /// <summary>The code that came with the status.</summary>
    internal string? ErrorCode { get; init; }

    internal int Opens { get; init; }

    internal int Clicks { get; init; }

    internal TruthRow Row(string id, byte[] rawJson) => TruthRows.Row(
        "messages", id, isDeleted: false, rawJson,
        ("provider", Provider), ("channel", Channel), ("direction", IsInbound ? "inbound" : "outbound"), ("recipient", Recipient), ("sender", Sender),
        ("subject", Subject), ("group_id", GroupId), ("status", Status), ("error_code", ErrorCode), ("opens", Opens), ("clicks", Clicks));
}
