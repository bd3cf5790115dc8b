using Microsoft.Extensions.Options;

namespace Signalbox.Feed;

/// <summary>The outbox as a feed: from its tables as far as a reader is behind, then from the ring that all share. Safe for any number of callers at once.</summary>
internal sealed class PostgresFeed(OutboxPages pages, OutboxTail tail, IOptions<FeedOptions> options, TimeProvider time) : IFeed, IDisposable
{
    // Of those that are behind: how many hold a page of events in memory, and how many of them have the database at work.
    private const int PagesAtOnce = 16;
    private const int QueriesAtOnce = 4;

    // Numbers are times, and the clocks of two servers may differ.
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _pagesAtOnce = new(PagesAtOnce);
    private readonly SemaphoreSlim _queries = new(QueriesAtOnce);

    /// <inheritdoc/>
    public async Task<FeedOpening> OpenAsync(FeedStart start, FeedFilter filter, CancellationToken cancellationToken)
    {
        // From here on the ring is filled, so that nothing falls between it and the tables.
        var entered = tail.EnterAsync(cancellationToken);
        try
        {
            await entered.WaitAsync(MostWait, time, cancellationToken);
            var mark = tail.Ring.Mark;
            var after = start switch
            {
                FeedStart.Behind behind => behind.Seq,
                FeedStart.At at => (at.Time.ToUnixTimeMilliseconds() << 20) - 1,
                _ => mark,
            };
            if (start is FeedStart.Behind && after > mark && after > (time.GetUtcNow() + MostAhead).ToUnixTimeMilliseconds() << 20)
            {
                tail.Leave();
                return new FeedOpening.NotYet();
            }

            if (after < mark)
            {
                var oldest = await InTurnAsync(() => pages.OldestAsync(cancellationToken), cancellationToken);
                if (start is FeedStart.Behind { Seq: > 0 } && after < oldest - 1)
                {
                    tail.Leave();
                    return new FeedOpening.TooOld(oldest);
                }

                after = Math.Max(after, oldest - 1);
            }

            return new FeedOpening.Opened(new OutboxReader(this, tail, filter, Math.Max(after, 0), options.Value.Heartbeat, time));
        }
        catch
        {
            tail.Leave();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pagesAtOnce.Dispose();
        _queries.Dispose();
    }

    /// <summary>A place among those that are behind; held until what was read is written, since only so much may be in memory.</summary>
    internal async Task<IDisposable> TakePlaceAsync(CancellationToken cancellationToken)
    {
        await _pagesAtOnce.WaitAsync(cancellationToken);
        return new Place(_pagesAtOnce);
    }

    /// <summary>A page, and the oldest number that is kept once it was read.</summary>
    internal Task<(OutboxPage Page, long Oldest)> ReadAsync(long after, int limit, long bytes, CancellationToken cancellationToken) => InTurnAsync(
        async () => (await pages.ReadAsync(after, limit, bytes, cancellationToken), await pages.OldestAsync(cancellationToken)), cancellationToken);

    private async Task<T> InTurnAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        await _queries.WaitAsync(cancellationToken);
        try
        {
            return await read();
        }
        finally
        {
            _queries.Release();
        }
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? _places = places;

        public void Dispose() => Interlocked.Exchange(ref _places, null)?.Release();
    }
}
