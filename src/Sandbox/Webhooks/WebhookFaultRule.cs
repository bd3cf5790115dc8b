using Signalbox.Sandbox.Faults;

namespace Signalbox.Sandbox.Webhooks;

/// <summary>What goes wrong with webhooks on their way.</summary>
internal sealed record WebhookFaultRule : Occurrence
{
    internal static readonly string[] Kinds = ["drop", "duplicate", "delay", "reorder", "rotated_secret"];

    /// <summary>
    /// <c>drop</c> (never sent), <c>duplicate</c> (sent twice), <c>delay</c> (sent later), <c>reorder</c> (overtaken by those that follow),
    /// <c>rotated_secret</c> (signed with a secret that the receiver does not know, and sent again with the right one).
    /// </summary>
    public string Kind { get; set; } = "";

    /// <summary>Which event types; <c>*</c> stands for any text.</summary>
    public string Type { get; set; } = "*";

    /// <summary>For <c>delay</c>, and the longest that <c>reorder</c> holds one back. Up to 10 minutes.</summary>
    public int DelayMs { get; set; } = 1000;

    /// <summary>For <c>reorder</c>: how many that follow overtake it, 1 to 1000.</summary>
    public int Places { get; set; } = 3;

    /// <inheritdoc/>
    internal override string? Fault() => this switch
    {
        _ when !Kinds.Contains(Kind) => $"kind must be one of {string.Join(", ", Kinds)}",
        { DelayMs: < 1 or > 600_000 } => "delay_ms must be within 1 to 600000",
        { Places: < 1 or > 1000 } => "places must be within 1 to 1000",
        _ => base.Fault(),
    };
}
