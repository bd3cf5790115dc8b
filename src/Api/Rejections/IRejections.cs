namespace Signalbox.Rejections;

/// <summary>The kept sample of refused webhooks. Safe for any number of callers at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IRejections
{
    /// <summary>Those of a source, newest first.</summary>
    Task<IReadOnlyList<RejectionSummary>> ListAsync(string source, CancellationToken cancellationToken);

    /// <summary>One of a source; <see langword="null"/> if there is none.</summary>
    Task<RejectedRequest?> FindAsync(string source, string id, CancellationToken cancellationToken);
}

/// <summary>A refused webhook in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Source">The source that refused it.</param>
/// <param name="Fault">Why: a fault of the signature, such as <c>no_match</c>, or of the event.</param>
/// <param name="ReceivedAt">When it arrived.</param>
/// <param name="BodyBytes">How long its body was.</param>
internal sealed record RejectionSummary(string Id, string Source, string Fault, DateTime ReceivedAt, int BodyBytes);

/// <summary>A refused webhook as it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Source">The source that refused it.</param>
/// <param name="Fault">Why.</param>
/// <param name="ReceivedAt">When it arrived.</param>
/// <param name="BodyBytes">How long its body was.</param>
/// <param name="Method">The method.</param>
/// <param name="Url">The URL as it was seen, without the query's values unless they are signed.</param>
/// <param name="Headers">The headers; of those that may hold credentials only that they were there.</param>
/// <param name="BodyBase64">The body's first bytes.</param>
/// <param name="IsCut">Whether the body was longer than what is kept.</param>
internal sealed record RejectionDetail(
    string Id,
    string Source,
    string Fault,
    DateTime ReceivedAt,
    int BodyBytes,
    string Method,
    string Url,
    IReadOnlyDictionary<string, string[]> Headers,
    string BodyBase64,
    bool IsCut);
