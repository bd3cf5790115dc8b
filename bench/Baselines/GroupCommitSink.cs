using System.Threading.Channels;
using Npgsql;

namespace Signalbox.Bench.Baselines;

/// <summary>
/// One writer with one connection and one prepared statement. Batches come about by themselves: what arrives during a commit goes into the
/// next one, with no wait for more.
/// </summary>
internal sealed class GroupCommitSink(NpgsqlDataSource dataSource) : BackgroundService, IEventSink
{
    private const int MaxBatch = 512;

    private const string InsertSql = """
        INSERT INTO events (event_id, body)
        SELECT event_id, body
        FROM   unnest($1::text[], $2::bytea[]) AS batch (event_id, body)
        ON CONFLICT DO NOTHING
        """;

    private readonly Channel<PendingEvent> _waiting = Channel.CreateBounded<PendingEvent>(new BoundedChannelOptions(8_192) { SingleReader = true });

    /// <inheritdoc/>
    public async Task AddAsync(string eventId, byte[] body, CancellationToken cancellationToken)
    {
        var pending = new PendingEvent(eventId, body);
        await _waiting.Writer.WriteAsync(pending, cancellationToken);
        await pending.Task;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(stoppingToken);
        var ids = new NpgsqlParameter<string[]> { TypedValue = [] };
        var bodies = new NpgsqlParameter<byte[][]> { TypedValue = [] };
        await using var command = new NpgsqlCommand(InsertSql, connection) { Parameters = { ids, bodies } };
        await command.PrepareAsync(stoppingToken);

        var batch = new List<PendingEvent>(MaxBatch);
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            ids.TypedValue = batch.ConvertAll(static e => e.EventId).ToArray();
            bodies.TypedValue = batch.ConvertAll(static e => e.Body).ToArray();
            await command.ExecuteNonQueryAsync(stoppingToken);
            foreach (var pending in batch)
            {
                pending.SetResult();
            }

            batch.Clear();
        }
    }
}
