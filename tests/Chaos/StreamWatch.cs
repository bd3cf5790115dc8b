using System.Diagnostics;
using Npgsql;

namespace Signalbox.Tests.Chaos;

/// <summary>Watches from outside how far the streams are.</summary>
internal sealed class StreamWatch(NpgsqlDataSource database)
{
    private const string BehindSql = """
        SELECT h.stream, h.version, coalesce(c.applied, -1)
        FROM   stream_heads h
        LEFT   JOIN stream_cursors c USING (stream)
        WHERE  c.applied IS DISTINCT FROM h.version
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest that a stream stood still after a fault.</summary>
    internal TimeSpan LongestStandstill { get; private set; }

    /// <summary>Waits until each stream that the fault left with something to do has moved.</summary>
    /// <param name="since">A timestamp of <see cref="Stopwatch"/>: when the fault struck.</param>
    internal async Task WaitUntilMovedAsync(long since)
    {
        var waiting = await ReadAsync(since);
        while (waiting.Count > 0)
        {
            if (Stopwatch.GetElapsedTime(since) > ChaosPlan.Patience)
            {
                throw new TimeoutException($"After the fault these streams have not moved within {ChaosPlan.Patience.TotalSeconds} s: {Describe(waiting.Values)}.");
            }

            await Task.Delay(Interval, TimeProvider.System, CancellationToken.None);
            var now = await ReadAsync(since);
            waiting = waiting.Values.Where(w => now.TryGetValue(w.Stream, out var s) && s.Applied <= w.Applied).ToDictionary(static w => w.Stream);
        }

        var took = Stopwatch.GetElapsedTime(since);
        LongestStandstill = took > LongestStandstill ? took : LongestStandstill;
    }

    /// <summary>Waits until every stream is applied to its head.</summary>
    internal async Task WaitUntilAppliedAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while (await ReadAsync(since) is { Count: > 0 } behind)
        {
            if (Stopwatch.GetElapsedTime(since) > ChaosPlan.Patience)
            {
                throw new TimeoutException($"After the load {behind.Count} streams are not applied within {ChaosPlan.Patience.TotalSeconds} s: {Describe(behind.Values)}.");
            }

            await Task.Delay(Interval, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<Dictionary<string, Position>> ReadAsync(long since)
    {
        while (true)
        {
            try
            {
                await using var command = database.CreateCommand(BehindSql);
                await using var reader = await command.ExecuteReaderAsync();
                var behind = new Dictionary<string, Position>();
                while (await reader.ReadAsync())
                {
                    behind.Add(reader.GetString(0), new Position(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
                }

                return behind;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(since) < ChaosPlan.Patience)
            {
                // PostgreSQL was killed and is on its way back.
                await Task.Delay(Interval, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private static string Describe(IEnumerable<Position> streams) => string.Join(", ", streams.Take(10).Select(static s => $"{s.Stream} (applied {s.Applied} of {s.Version})"));

    private sealed record Position(string Stream, long Version, long Applied);
}
