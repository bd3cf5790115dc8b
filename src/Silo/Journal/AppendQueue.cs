using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Signalbox.Hosting;

namespace Signalbox.Journal;

/// <summary>The events that wait for their append, bounded by count and by bytes. Any number of writers, one reader with a thread of its own.</summary>
internal sealed class AppendQueue
{
    private readonly JournalOptions _options;
    private readonly int _capacity;
    private readonly long _mostBytes;
    private readonly Channel<PendingAppend> _channel;
    private long _bytes;

    /// <param name="options">The bounds; of those of the queues together, this one has an equal share.</param>
    internal AppendQueue(JournalOptions options)
    {
        _options = options;
        _capacity = Math.Max(1, options.QueueCapacity / options.Writers);
        _mostBytes = options.QueueBytes / options.Writers;
        _channel = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(_capacity) { SingleReader = true, AllowSynchronousContinuations = true });
    }

    /// <summary>Whether the next event would be refused.</summary>
    internal bool IsFull => _channel.Reader.Count >= _capacity || Volatile.Read(ref _bytes) >= _mostBytes;

    /// <summary>Queues an event.</summary>
    /// <returns><see langword="false"/> if there is no room, or the queue is closed.</returns>
    internal bool TryAdd(IncomingEvent incoming, [NotNullWhen(true)] out PendingAppend? pending)
    {
        pending = null;
        var size = incoming.Payload.Length;
        if (Interlocked.Add(ref _bytes, size) - size < _mostBytes)
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
    /// Blocks for the next batch: what waits, up to the limits, or what has come in by the time the oldest event is
    /// <see cref="JournalOptions.BatchAge"/> old. The age of the oldest bounds the wait: a new arrival never restarts the clock.
    /// </summary>
    /// <returns><see langword="false"/> if the queue is closed and empty.</returns>
    /// <exception cref="OperationCanceledException">Cancelled while waiting for the first event.</exception>
    internal bool Take(List<PendingAppend> batch, CancellationToken cancellationToken)
    {
        batch.Clear();
        if (!_channel.Reader.WaitToRead(cancellationToken))
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

            cancellationToken.WaitHandle.WaitOne(left);
        }
    }
}
