using Npgsql;
using NpgsqlTypes;

namespace Signalbox.Postgres;

/// <summary>Commands of the API's queries: over the shared pool, bounded in time, planned for their values.</summary>
internal static class ReadCommands
{
    /// <summary>After this long a query is given up on, here and in the server.</summary>
    internal static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <param name="dataSource">The pool.</param>
    /// <param name="sql">The statement. Not prepared by name: a plan for the values at hand knows which of the optional filters apply.</param>
    /// <param name="values">Its positional parameters.</param>
    internal static NpgsqlCommand CreateRead(this NpgsqlDataSource dataSource, string sql, params ReadOnlySpan<NpgsqlParameter> values)
    {
        var command = dataSource.CreateCommand(sql);
        command.CommandTimeout = (int)Timeout.TotalSeconds;
        foreach (var value in values)
        {
            command.Parameters.Add(value);
        }

        return command;
    }

    /// <summary>The same in a transaction of the caller's.</summary>
    internal static NpgsqlCommand CreateRead(this NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)Timeout.TotalSeconds };
        foreach (var value in values)
        {
            command.Parameters.Add(value);
        }

        return command;
    }

    internal static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    internal static NpgsqlParameter Texts(IReadOnlyList<string> values) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    internal static NpgsqlParameter Number(long? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    internal static NpgsqlParameter Flag(bool? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean };

    internal static NpgsqlParameter Time(DateTimeOffset? value) => new() { Value = (object?)value?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    /// <summary>Reads every row.</summary>
    internal static async Task<List<T>> ReadAllAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
