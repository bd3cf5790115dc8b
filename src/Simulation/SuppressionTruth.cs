namespace Signalbox.Simulation;

/// <summary>What the events said in the end of an address that must not be written to.</summary>
/// <param name="Channel"><c>sms</c> or <c>email</c>.</param>
/// <param name="Address">The address.</param>
/// <param name="Scope">What it is limited to at the provider: a group, a sender, an audience; null for everything.</param>
/// <param name="Reason"><c>bounce</c>, <c>complaint</c>, <c>unsubscribe</c> or <c>stop</c>.</param>
internal sealed record SuppressionTruth(string Channel, string Address, string? Scope, string Reason)
{
    /// <summary>Whether it was taken back: the row is a tombstone then.</summary>
    internal bool IsLifted { get; init; }

    internal TruthRow Row() => TruthRows.Row(
        "suppressions", Scope is null ? $"{Channel}:{Address}" : $"{Channel}:{Address}:{Scope}", IsLifted, [],
        ("channel", Channel), ("address", Address), ("scope", Scope), ("reason", IsLifted ? "resubscribe" : Reason));
}
