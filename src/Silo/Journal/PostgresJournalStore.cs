using Npgsql;
using NpgsqlTypes;
using Signalbox.Postgres;

namespace Signalbox.Journal;

/// <summary>Appends over one connection of its own, with one prepared batch. Not safe for several callers at once.</summary>
internal sealed class PostgresJournalStore(HotConnections connections) : IJournalStore
{
    internal const string EnterSql = "SELECT enter_append()";
    internal static readonly string AppendSql = EmbeddedSql.Read("Journal", "append");

    private NpgsqlConnection? _connection;
    private NpgsqlBatch? _batch;

    /// <inheritdoc/>
    public AppendedAt?[] Append(IReadOnlyList<IncomingEvent> batch)
    {
        var placed = new AppendedAt?[batch.Count];
        try
        {
            var command = Prepared();
            Fill(command.BatchCommands[1].Parameters, batch);
            using var reader = command.ExecuteReader();
            reader.NextResult();
            while (reader.Read())
            {
                placed[reader.GetInt64(0) - 1] = new AppendedAt(reader.GetInt64(1), reader.GetInt64(2));
            }

            reader.NextResult();
            return placed;
        }
        catch
        {
            // Whatever happened, the next batch starts on a fresh connection: a broken one cannot be told from a slow one.
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var (connection, batch) = (_connection, _batch);
        (_connection, _batch) = (null, null);
        batch?.Dispose();
        connection?.Dispose();
    }

    private NpgsqlBatch Prepared()
    {
        if (_batch is not null)
        {
            return _batch;
        }

        _connection = connections.Open(HotConnections.AppendSettings);
        _batch = new NpgsqlBatch(_connection);
        _batch.BatchCommands.Add(new NpgsqlBatchCommand(EnterSql));
        _batch.BatchCommands.Add(AppendCommand());
        _batch.Prepare();
        return _batch;
    }

    private static NpgsqlBatchCommand AppendCommand() => new(AppendSql)
    {
        Parameters =
        {
            new NpgsqlParameter<string[]> { TypedValue = [] },
            new NpgsqlParameter<string[]> { TypedValue = [] },
            new NpgsqlParameter<string[]> { TypedValue = [] },
            new NpgsqlParameter<string[]> { TypedValue = [] },
            new NpgsqlParameter<long[]> { TypedValue = [] },
            new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
            new NpgsqlParameter<string[]> { TypedValue = [] },
            new NpgsqlParameter<ReadOnlyMemory<byte>[]> { TypedValue = [] },
            new NpgsqlParameter<string?[]> { TypedValue = [] },
        },
    };

    private static void Fill(NpgsqlParameterCollection parameters, IReadOnlyList<IncomingEvent> batch)
    {
        Set(parameters, 0, batch, static e => e.Account);
        Set(parameters, 1, batch, static e => e.EventId);
        Set(parameters, 2, batch, static e => e.Stream);
        Set(parameters, 3, batch, static e => e.Type);
        Set(parameters, 4, batch, static e => e.OccurredAt);
        Set(parameters, 5, batch, static e => e.ReceivedAt);
        Set(parameters, 6, batch, static e => e.Headers);
        Set(parameters, 7, batch, static e => e.Payload);
        Set(parameters, 8, batch, static e => e.VerifiedWith);
    }

    private static void Set<T>(NpgsqlParameterCollection parameters, int index, IReadOnlyList<IncomingEvent> batch, Func<IncomingEvent, T> column)
    {
        var values = new T[batch.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = column(batch[i]);
        }

        ((NpgsqlParameter<T[]>)parameters[index]).TypedValue = values;
    }
}
