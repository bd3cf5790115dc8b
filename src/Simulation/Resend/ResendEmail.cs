namespace Signalbox.Simulation.Resend;

/// <summary>An email.</summary>
/// <param name="Id"><c>email_id</c>.</param>
/// <param name="Recipient">Whom to.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="CreatedAt">When it was made, as Resend writes it in <c>data</c>.</param>
internal sealed record ResendEmail(string Id, Person Recipient, string Subject, string CreatedAt)
{
    internal const string SenderAddress = "hello@example.com";

    internal const string Sender = $"Works <{SenderAddress}>";

    /// <summary>The furthest delivery event: <c>scheduled</c>, <c>sent</c>, <c>deferred</c>, <c>delivered</c>, <c>bounced</c>, <c>failed</c>.</summary>
    internal string Status { get; set; } = string.Empty;

    internal string? ErrorCode { get; set; }

    internal int Opens { get; set; }

    internal int Clicks { get; set; }

    internal byte[] Published { get; set; } = [];
}

/// <summary>A contact of an audience.</summary>
internal sealed record ResendContact(string Id, string Audience, Person Person, string CreatedAt)
{
    internal bool Unsubscribed { get; set; }
}
