using Microsoft.Extensions.Options;
using Signalbox.Journal;
using Signalbox.Streams;

namespace Signalbox.Replays;

/// <summary>
/// Applies a page of a replay. Most of it is decided here, with one look at the rows for the whole page: what they show already needs no grain, no
/// turn and no commit, for rows only ever become fresher. What is left goes to the grains of its streams, all of a stream at once; so do events whose
/// facts are merged in the database, which alone can tell whether they are new.
/// </summary>
internal sealed class ReplayPages(IStreamStore streams, IStreamRules rules, IReapplier grains, IOptions<ReplayOptions> options)
{
    /// <summary>Applies the events. On return the rows are written.</summary>
    /// <param name="page">The events.</param>
    /// <param name="effects">Whether what they cause outside may leave once more; each is committed then, whatever the rows show.</param>
    /// <param name="cancellationToken">Stops; the page may be applied again.</param>
    internal async Task<ReapplyReport> ApplyAsync(IReadOnlyList<ReplayEntry> page, bool effects, CancellationToken cancellationToken)
    {
        var applied = page.Where(static e => e.Status == EventStatusNames.Applied).Select(static e => e.Entry).ToList();
        var letters = page.Where(static e => e.Status == EventStatusNames.DeadLetter).Select(static e => e.Entry).ToList();
        var left = effects ? applied : await LeaveOutShownAsync(applied, cancellationToken);
        var report = new ReapplyReport(applied.Count - left.Count, 0, 0, 0, page.Count - applied.Count - letters.Count);
        var gate = new Lock();
        var perStream = left.Concat(letters).GroupBy(static e => e.Stream);
        var isLetter = letters.Select(static e => (e.Stream, e.Version)).ToHashSet();
        await Parallel.ForEachAsync(
            perStream,
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.StreamsAtOnce, CancellationToken = cancellationToken },
            async (stream, stop) =>
            {
                var entries = stream.OrderBy(static e => e.Version).ToList();
                var request = new ReapplyRequest(entries, [.. entries.Select(static e => e.Version).Where(v => isLetter.Contains((stream.Key, v)))], effects);
                var one = await grains.ReapplyAsync(stream.Key, request, stop);
                lock (gate)
                {
                    report += one;
                }
            });
        return report;
    }

    private async Task<List<JournalEntry>> LeaveOutShownAsync(List<JournalEntry> entries, CancellationToken cancellationToken)
    {
        var left = new List<JournalEntry>();
        foreach (var account in entries.GroupBy(static e => StreamKey.Parse(e.Stream).Account))
        {
            var folds = new List<Fold>();
            foreach (var stream in account.GroupBy(static e => e.Stream))
            {
                var fold = Fold.TryRead(rules, stream.Key, [.. stream]);
                if (fold is null)
                {
                    left.AddRange(stream);
                }
                else
                {
                    folds.Add(fold);
                }
            }

            List<ObjectKey> keys = [.. folds.SelectMany(static f => f.Copies.Unknown()).Distinct()];
            var stored = keys.Count == 0 ? new Dictionary<ObjectKey, ObjectVersion>() : await streams.ReadVersionsAsync(account.Key, keys, cancellationToken);
            left.AddRange(folds.SelectMany(fold => fold.LeaveOutShown(stored)));
        }

        return left;
    }

    /// <summary>The events of one stream, and the copies in them.</summary>
    private sealed record Fold(IReadOnlyList<JournalEntry> Entries, StreamObjects Objects, StreamFold Copies, HashSet<long> WithFacts)
    {
        /// <returns><see langword="null"/> if the projection fails at them: their grain finds out at which.</returns>
        internal static Fold? TryRead(IStreamRules rules, string stream, IReadOnlyList<JournalEntry> entries)
        {
            var key = StreamKey.Parse(stream);
            var objects = new StreamObjects();
            try
            {
                var projection = rules.ProjectionOf(key.Account);
                HashSet<long> withFacts = [.. entries.Where(e => projection.Facts(e).Count > 0).Select(static e => e.Version)];
                return new Fold(entries, objects, new StreamFold(key, stream, projection, objects, entries), withFacts);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                return null;
            }
        }

        internal IEnumerable<JournalEntry> LeaveOutShown(IReadOnlyDictionary<ObjectKey, ObjectVersion> stored)
        {
            foreach (var key in Copies.Unknown())
            {
                Objects.Learn(key, stored.TryGetValue(key, out var version) ? version : null);
            }

            var left = Copies.LeaveOutStored();
            return Entries.Where(e => left.Contains(e.Version) || WithFacts.Contains(e.Version));
        }
    }
}
