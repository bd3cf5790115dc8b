namespace Signalbox.Care;

/// <summary>What can be done about a dead letter.</summary>
/// <param name="Name">The command's name, and the last part of the route.</param>
/// <param name="Done">When it is done.</param>
/// <param name="Description">For the help.</param>
internal sealed record Resolution(string Name, string Done, string Description)
{
    internal static readonly Resolution Replay = new("replay", "replayed", "Applies dead letters once more, now. A stream that one held goes on.");
    internal static readonly Resolution Discard = new("discard", "discarded", "Passes over dead letters for good. A stream that one held goes on with its next event.");
}
