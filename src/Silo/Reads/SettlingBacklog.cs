using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Reads;

/// <summary>
/// Goes through an account's rows that stayed provisional. Each look goes on behind the last row that was tried in each table; rows that could
/// not be read wait longer and longer; and every table gets its share of a look. So neither rows that cannot be read nor a table whose reads
/// are refused hide the others. Not thread-safe.
/// </summary>
/// <param name="find">Finds rows of a table: those behind an id, in the order of their ids, at most so many.</param>
/// <param name="time">The clock.</param>
/// <param name="pageSize">The most rows looked at with one query.</param>
internal sealed class SettlingBacklog(
    Func<ProjectionTable, string, int, CancellationToken, Task<List<(ObjectKey Key, string Stream)>>> find, TimeProvider time, int pageSize)
{
    // Of rows that wait no more than these are passed over in a table in one look; the next goes on behind them.
    private const int MostPages = 10;

    private static readonly ProjectionTable[] Tables = Enum.GetValues<ProjectionTable>();

    private readonly ReadBackoff _backoff = new();
    private readonly Dictionary<ProjectionTable, string> _begun = [];
    private readonly Dictionary<ProjectionTable, string> _after = Tables.ToDictionary(static t => t, static _ => string.Empty);
    private int _first;

    /// <summary>The rows to try now.</summary>
    /// <param name="most">The most of them.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    internal async Task<List<(ObjectKey Key, string Stream)>> NextAsync(int most, CancellationToken cancellationToken)
    {
        var next = new List<(ObjectKey, string)>();
        for (var i = 0; i < Tables.Length && next.Count < most; i++)
        {
            var share = Math.Max(1, (most - next.Count) / (Tables.Length - i));
            await CollectAsync(Tables[(_first + i) % Tables.Length], share, next, cancellationToken);
        }

        // What one table leaves of its share goes to those behind it: each is the last at times.
        _first = (_first + 1) % Tables.Length;
        return next;
    }

    /// <summary>Says what became of the rows that <see cref="NextAsync"/> gave.</summary>
    /// <param name="tried">They, in the same order; those that are missing were not come to.</param>
    /// <param name="outcomes">What became of them.</param>
    internal void Settled(IReadOnlyList<(ObjectKey Key, string Stream)> tried, IReadOnlyDictionary<ObjectKey, ReadOutcome> outcomes)
    {
        var now = time.GetUtcNow();
        foreach (var table in tried.Select(static t => t.Key).GroupBy(static k => k.Table))
        {
            var last = _begun[table.Key];
            var isWhole = true;
            foreach (var key in table)
            {
                switch (outcomes.GetValueOrDefault(key, ReadOutcome.Refused))
                {
                    case ReadOutcome.Refused:
                        isWhole = false;
                        continue;
                    case ReadOutcome.Failed or ReadOutcome.Unreadable:
                        _backoff.Failed(key, now);
                        break;
                    default:
                        _backoff.Forget(key);
                        break;
                }

                last = key.Id;
            }

            if (!isWhole)
            {
                _after[table.Key] = last;
            }
        }
    }

    private async Task CollectAsync(ProjectionTable table, int most, List<(ObjectKey Key, string Stream)> next, CancellationToken cancellationToken)
    {
        var (begun, after, isAround, now) = (_after[table], _after[table], false, time.GetUtcNow());
        _begun[table] = begun;
        for (var page = 0; page < MostPages; page++)
        {
            var found = await find(table, after, pageSize, cancellationToken);
            foreach (var row in found)
            {
                if (isAround && string.CompareOrdinal(row.Key.Id, begun) > 0)
                {
                    // Once around.
                    _after[table] = after;
                    return;
                }

                after = row.Key.Id;
                if (_backoff.IsWaiting(row.Key, now))
                {
                    continue;
                }

                next.Add(row);
                if (--most == 0)
                {
                    _after[table] = after;
                    return;
                }
            }

            if (found.Count < pageSize)
            {
                after = string.Empty;
                if (isAround || begun.Length == 0)
                {
                    break;
                }

                isAround = true;
            }
        }

        _after[table] = after;
    }
}
