namespace Signalbox.Replays;

/// <summary>A replay.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State"><c>running</c>, <c>done</c> or <c>cancelled</c>.</param>
/// <param name="Account">Only events of this account; null: of any.</param>
/// <param name="Stream">Only events of this stream; null: of any.</param>
/// <param name="Version">Only this event of the stream; null: all.</param>
/// <param name="Type">Only events of this type, or that begin so if it ends with a *; null: any.</param>
/// <param name="Status">Only events of which this has become; null: applied ones and dead letters.</param>
/// <param name="From">Where the range begins; null: with the journal.</param>
/// <param name="To">Where it ends: events that entered the journal before this.</param>
/// <param name="Effects">Whether what the events cause outside may leave once more.</param>
/// <param name="Progress">The part that is done, from 0 to 1, by the times of the range; by versions if it is of one stream.</param>
/// <param name="At">Up to which time of the journal it is done; null if it has not begun.</param>
/// <param name="Looked">How many events were looked at.</param>
/// <param name="Applied">How many of them were applied once more.</param>
/// <param name="Rows">How many rows that wrote; 0 if they all showed the events already. Rows that are merged from what events say (users, messages and so on) are not counted.</param>
/// <param name="Resolved">How many dead letters were applied and closed.</param>
/// <param name="Failed">How many events could not be applied.</param>
/// <param name="Waiting">How many had yet to be applied for the first time, which needs no replay.</param>
/// <param name="Fault">Why it does not get on at the moment; it goes on by itself. Null if it does.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="FinishedAt">When it was done or cancelled.</param>
internal sealed record ReplayState(
    string Id,
    string State,
    string? Account,
    string? Stream,
    long? Version,
    string? Type,
    string? Status,
    DateTime? From,
    DateTime To,
    bool Effects,
    double Progress,
    DateTime? At,
    long Looked,
    long Applied,
    long Rows,
    long Resolved,
    long Failed,
    long Waiting,
    string? Fault,
    DateTime CreatedAt,
    DateTime? FinishedAt)
{
    internal const string Running = "running";
    internal const string Done = "done";
    internal const string Cancelled = "cancelled";
}
