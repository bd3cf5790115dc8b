using Npgsql;
using NpgsqlTypes;

namespace Signalbox.Postgres;

/// <summary>Statements of a transaction that changes what is configured.</summary>
internal static class ChangeCommands
{
    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it has changed.</returns>
    internal static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads the first column of the first row; <see langword="null"/> if there is none.</summary>
    internal static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    internal static NpgsqlParameter Bytes(byte[]? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea };
}
