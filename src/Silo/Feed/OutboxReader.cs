namespace Signalbox.Feed;

/// <summary>One reader of the outbox. It holds no copies: what it is given belongs to the ring, or to a page of which there are only so many at once.</summary>
internal sealed class OutboxReader(PostgresFeed feed, OutboxTail tail, FeedFilter filter, long after, TimeSpan heartbeat, TimeProvider time) : IFeedReader
{
    private const int BatchEvents = 64;
    private const long BatchBytes = 256 << 10;
    private const int PageEvents = 128;
    private const long PageBytes = 256 << 10;

    private readonly List<FeedEvent> _batch = new(BatchEvents);
    private readonly CancellationTokenSource _left = new();
    private long _after = after;
    private bool _isLive;
    private Task? _heartbeat;

    /// <inheritdoc/>
    public long After => _after;

    /// <inheritdoc/>
    public async ValueTask<FeedBatch> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Taken before one looks: what comes meanwhile makes another look.
            var changed = tail.Changed;
            _batch.Clear();
            if (!tail.Ring.TryRead(ref _after, filter, BatchEvents, BatchBytes, _batch))
            {
                if (_isLive)
                {
                    return new FeedBatch([], FeedEnd.TooSlow);
                }

                if (await CatchUpAsync(cancellationToken) is { } page)
                {
                    return page;
                }

                continue;
            }

            _isLive = true;
            if (_batch.Count > 0)
            {
                return new FeedBatch(_batch);
            }

            // One timer for as long as it takes, whatever comes that this reader does not want.
            _heartbeat ??= Task.Delay(heartbeat, time, _left.Token);
            if (await Task.WhenAny(changed, _heartbeat).WaitAsync(cancellationToken) == _heartbeat)
            {
                _heartbeat = null;
                return new FeedBatch([]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
        tail.Leave();
    }

    /// <returns>What to write; <see langword="null"/> if none of it is wanted and no heartbeat is due.</returns>
    private async Task<FeedBatch?> CatchUpAsync(CancellationToken cancellationToken)
    {
        var place = await feed.TakePlaceAsync(cancellationToken);
        try
        {
            // Taken before the page is read: what is not here any more by now was committed by now. Later it may have dropped what the page could not see.
            var floor = tail.Ring.Floor;
            var (page, oldest) = await feed.ReadAsync(_after, PageEvents, PageBytes, cancellationToken);
            if (_after < oldest - 1)
            {
                place.Dispose();
                return new FeedBatch([], FeedEnd.Expired);
            }

            _after = page.HasMore ? page.Last : Math.Max(page.Last, floor);
            _batch.AddRange(page.Events.Where(filter.Wants));
            _heartbeat ??= Task.Delay(heartbeat, time, _left.Token);
            if (_batch.Count > 0)
            {
                return new FeedBatch(_batch, Turn: place);
            }

            place.Dispose();
            if (_heartbeat.IsCompleted)
            {
                _heartbeat = null;
                return new FeedBatch([]);
            }

            return null;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }
}
