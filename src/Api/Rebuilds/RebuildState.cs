namespace Signalbox.Rebuilds;

/// <summary>A rebuild of all projections.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State"><c>running</c>, <c>done</c>, <c>cancelled</c> or <c>failed</c>; the live rows are as before unless it is done and no dry run.</param>
/// <param name="DryRun">Whether it ends with the comparison, and changes nothing.</param>
/// <param name="Step">Where it is: <c>prepare</c>, <c>fill</c>, <c>carry</c>, <c>compare</c> or <c>swap</c>.</param>
/// <param name="Progress">Which part of the events is in the new tables, from 0 to 1.</param>
/// <param name="Events">How many events are in the new tables.</param>
/// <param name="Carried">How many rows were taken over from the live tables because the journal does not tell them.</param>
/// <param name="BytesNeeded">How much disk the new tables need beside the live ones, as large as these are; null before it has begun.</param>
/// <param name="Tables">What is different in the new tables; null before they were compared.</param>
/// <param name="Fault">Why it does not get on, or why it failed.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="SwappedAt">When the new tables took the places of the live ones.</param>
/// <param name="FinishedAt">When it ended.</param>
internal sealed record RebuildState(
    string Id,
    string State,
    bool DryRun,
    string Step,
    double Progress,
    long Events,
    long Carried,
    long? BytesNeeded,
    IReadOnlyList<RebuiltTable>? Tables,
    string? Fault,
    DateTime CreatedAt,
    DateTime? SwappedAt,
    DateTime? FinishedAt)
{
    internal const string Running = "running";
    internal const string Done = "done";
    internal const string Cancelled = "cancelled";
    internal const string Failed = "failed";
}

/// <summary>A new table in comparison with the live one; rows that change at that very moment are left out.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Added">How many of them the live table lacks.</param>
/// <param name="Removed">How many rows of the live table it lacks.</param>
/// <param name="Changed">How many rows show something else.</param>
/// <param name="Bytes">Its size with its indexes.</param>
internal sealed record RebuiltTable(string Table, long Rows, long Added, long Removed, long Changed, long Bytes);
