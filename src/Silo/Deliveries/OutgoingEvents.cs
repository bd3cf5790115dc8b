using System.Diagnostics.CodeAnalysis;
using Npgsql;
using NpgsqlTypes;
using Signalbox.Postgres;
using Signalbox.Publishing;
using Signalbox.Streams;

namespace Signalbox.Deliveries;

/// <summary>The events that deliveries are about, read from the journal once for many destinations; the latest stay in memory. Safe for any number of callers at once.</summary>
internal sealed class OutgoingEvents(NpgsqlDataSource dataSource) : IOutgoingEvents
{
    internal const string ReadSql = """
        SELECT "position", event_id, type, stream, version, occurred_at, received_at, headers, payload
        FROM   journal
        WHERE  "position" = ANY ($1)
        """;

    // So many are read at once, and so many bytes are kept.
    private const int Chunk = 64;
    private const long MostBytes = 32 << 20;
    private const string ContentType = "Content-Type: ";
    private const string Json = "application/json";

    private readonly Lock _lock = new();
    private readonly Dictionary<long, LinkedListNode<(long Position, OutgoingEvent Event)>> _known = [];
    private readonly LinkedList<(long Position, OutgoingEvent Event)> _byAge = [];
    private readonly Dictionary<long, Task> _reading = [];
    private long _bytes;

    /// <inheritdoc/>
    public async Task PrepareAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (missing, others) = (new List<long>(), new HashSet<Task>());
        lock (_lock)
        {
            foreach (var position in positions)
            {
                if (_known.ContainsKey(position))
                {
                    continue;
                }

                if (_reading.TryGetValue(position, out var reading))
                {
                    others.Add(reading);
                }
                else
                {
                    _reading.Add(position, done.Task);
                    missing.Add(position);
                }
            }
        }

        try
        {
            foreach (var chunk in missing.Chunk(Chunk))
            {
                Keep(await ReadAsync(chunk, cancellationToken));
            }
        }
        finally
        {
            lock (_lock)
            {
                missing.ForEach(position => _reading.Remove(position));
            }

            done.SetResult();
        }

        // What another was to read and could not, is read when it is asked for.
        await Task.WhenAll(others.Where(t => t != done.Task)).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<OutgoingEvent?> GetAsync(long position, CancellationToken cancellationToken)
    {
        if (TryFind(position, out var known))
        {
            return known;
        }

        var read = await ReadAsync([position], cancellationToken);
        Keep(read);
        return read.Count == 0 ? null : read[0].Event;
    }

    private bool TryFind(long position, [NotNullWhen(true)] out OutgoingEvent? found)
    {
        lock (_lock)
        {
            found = null;
            if (_known.TryGetValue(position, out var node))
            {
                _byAge.Remove(node);
                _byAge.AddLast(node);
                found = node.Value.Event;
            }
        }

        return found is not null;
    }

    private void Keep(List<(long Position, OutgoingEvent Event)> events)
    {
        lock (_lock)
        {
            foreach (var found in events)
            {
                var node = new LinkedListNode<(long, OutgoingEvent)>(found);
                if (_known.TryAdd(found.Position, node))
                {
                    _byAge.AddLast(node);
                    _bytes += found.Event.Payload.Length;
                }
            }

            while (_bytes > MostBytes && _byAge.First is { } oldest && oldest != _byAge.Last)
            {
                _byAge.RemoveFirst();
                _known.Remove(oldest.Value.Position);
                _bytes -= oldest.Value.Event.Payload.Length;
            }
        }
    }

    private async Task<List<(long Position, OutgoingEvent Event)>> ReadAsync(long[] positions, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(ReadSql, new NpgsqlParameter { Value = positions, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        return await command.ReadAllAsync(
            static row => (row.GetInt64(0), new OutgoingEvent(
                DeliveryNames.MessageId(row.GetInt64(0)),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetInt64(4),
                PublishedStreams.TenantOf(StreamKey.Parse(row.GetString(3))),
                row.GetInt64(5),
                new DateTimeOffset(row.GetDateTime(6)),
                ContentTypeOf(row.GetString(7)),
                row.GetFieldValue<byte[]>(8))),
            cancellationToken);
    }

    private static string ContentTypeOf(string headers)
    {
        foreach (var line in headers.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase))
            {
                return line[ContentType.Length..].ToString();
            }
        }

        return Json;
    }
}
