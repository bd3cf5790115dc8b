using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Backfills;

/// <summary>
/// Reads a page of a list and keeps what the projections do not know yet. What has no row gets one; what an answer of the provider has confirmed
/// stays as it is; and for what only events have told of, the page is read a second time, after the rows' revisions have been noted: such a
/// copy is written unless something was signalled meanwhile. Two requests for a hundred objects at most, and never a stale row.
/// </summary>
internal sealed class BackfillPages(IBackfillSource source, IObjectStore objects, IStreamRules rules)
{
    /// <summary>Reads and keeps one page. On return what was written is on disk.</summary>
    /// <param name="account">The account.</param>
    /// <param name="kind">One of <see cref="BackfillKinds.All"/>.</param>
    /// <param name="after">The id of the object before; <see langword="null"/>: from the beginning.</param>
    /// <param name="limit">The most objects.</param>
    /// <param name="cancellationToken">Stops; the page may be read again.</param>
    /// <exception cref="BackfillException">There is no such page now.</exception>
    internal async Task<BackfillStep> KeepAsync(string account, string kind, string? after, int limit, CancellationToken cancellationToken)
    {
        var page = await source.ReadAsync(account, kind, after, limit, cancellationToken);
        if (page.HasMore && (page.Objects is not [.., var last] || last.Id == after))
        {
            // Otherwise the same page would be read for ever.
            throw new BackfillException("UnexpectedResponse: the list says that it goes on, and does not.", new InvalidDataException($"The list of {kind} does not go on after '{after}'."));
        }

        var observed = Observe(account, page);
        var revisions = await objects.RevisionsAsync(account, [.. observed.Select(static o => o.Key)], cancellationToken);
        var rows = observed.Where(o => !revisions.ContainsKey(o.Key)).Select(static o => new ObservedRow(o, Revision: 0)).ToList();
        if (observed.Exists(o => revisions.TryGetValue(o.Key, out var revision) && revision.IsProvisional))
        {
            var again = await source.ReadAsync(account, kind, after, limit, cancellationToken);
            rows.AddRange(Observe(account, again)
                .Where(o => revisions.TryGetValue(o.Key, out var revision) && revision.IsProvisional)
                .Select(o => new ObservedRow(o, revisions[o.Key].Number)));
        }

        var kept = rows.Count == 0 ? 0 : (await objects.KeepAsync(rows, cancellationToken)).Count;
        return new BackfillStep(kind, page.Objects.Count == 0 ? after : page.Objects[^1].Id, page.Objects.Count, kept, !page.HasMore);
    }

    private List<ObservedObject> Observe(string account, BackfillPage page)
    {
        var projection = rules.ProjectionOf(account);
        return [.. page.Objects.Select(one => projection.Observe(account, one.Json, page.AsOf)).OfType<ObservedObject>().DistinctBy(static o => o.Key)];
    }
}
