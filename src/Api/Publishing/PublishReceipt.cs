namespace Signalbox.Publishing;

/// <summary>What became of an event that was published.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Stream">The key of the stream that it was sent for; a duplicate is in the stream of the one that was there.</param>
/// <param name="Status">appended, or duplicate if an event of this id was there before: then nothing was written.</param>
internal sealed record PublishReceipt(string Id, string Type, string Stream, string Status)
{
    internal const string Appended = "appended";
    internal const string Duplicate = "duplicate";
}

/// <summary>What became of a batch.</summary>
/// <param name="Events">Each event, in the order in which they were sent.</param>
internal sealed record PublishReceipts(IReadOnlyList<PublishReceipt> Events);
