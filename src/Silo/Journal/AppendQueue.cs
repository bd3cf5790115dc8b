using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Signalbox.Journal;

/// <summary>The events that wait for their append, bounded by count and by bytes. Any number of writers, one reader.</summary>
internal sealed class AppendQueue(IOptions<JournalOptions> options, TimeProvider time)
{
    private readonly JournalOptions _options = options.Value;
    private readonly Channel<PendingAppend> _channel = Channel.CreateBounded<PendingAppend>(
        new BoundedChannelOptions(options.Value.QueueCapacity) { SingleReader = true });
    private long _bytes;

    /// <summary>Whether the next event would be refused.</summary>
    internal bool IsFull => _channel.Reader.Count >= _options.QueueCapacity || Volatile.Read(ref _bytes) >= _options.QueueBytes;

    /// <summary>Queues an event.</summary>
    /// <returns><see langword="false"/> if there is no room, or the queue is closed.</returns>
    internal bool TryAdd(IncomingEvent incoming, [NotNullWhen(true)] out PendingAppend? pending)
    {
        pending = null;
        var size = incoming.Payload.Length;
        if (Interlocked.Add(ref _bytes, size) - size < _options.QueueBytes)
        {
            pending = new PendingAppend(incoming);
            if (_channel.Writer.TryWrite(pending))
            {
                return true;
            }
        }

        Interlocked.Add(ref _bytes, -size);
        pending = null;
        return false;
    }

    /// <summary>Refuses further events; what waits can still be taken.</summary>
    internal void Close() => _channel.Writer.TryComplete();

    /// <summary>
    /// Takes the next batch: what waits, up to the limits, or what has come in by the time the oldest event is
    /// <see cref="JournalOptions.BatchAge"/> old. The age of the oldest bounds the wait: a new arrival never restarts the clock.
    /// </summary>
    /// <returns><see langword="false"/> if the queue is closed and empty.</returns>
    internal async ValueTask<bool> TakeAsync(List<PendingAppend> batch, CancellationToken cancellationToken)
    {
        batch.Clear();
        if (!await _channel.Reader.WaitToReadAsync(cancellationToken))
        {
            return false;
        }

        var bytes = 0L;
        while (true)
        {
            while (batch.Count < _options.BatchSize && bytes < _options.BatchBytes && _channel.Reader.TryRead(out var next))
            {
                batch.Add(next);
                bytes += next.Incoming.Payload.Length;
                Interlocked.Add(ref _bytes, -next.Incoming.Payload.Length);
            }

            if (batch.Count == _options.BatchSize || bytes >= _options.BatchBytes || batch.Count == 0)
            {
                return true;
            }

            var left = _options.BatchAge - Stopwatch.GetElapsedTime(batch[0].QueuedAt);
            if (left <= TimeSpan.Zero)
            {
                return true;
            }

            // In whole milliseconds: less than one would return at once and spin.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time, cancellationToken);
        }
    }
}
