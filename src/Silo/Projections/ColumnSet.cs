using Npgsql;
using NpgsqlTypes;

namespace Signalbox.Projections;

/// <summary>Turns rows into the array parameters of an <c>unnest</c> statement, a column at a time.</summary>
internal sealed class ColumnSet<TRow>(IReadOnlyList<TRow> rows, NpgsqlParameterCollection parameters)
{
    internal ColumnSet<TRow> Texts(Func<TRow, string?> column) => Add(column);

    internal ColumnSet<TRow> Numbers(Func<TRow, long?> column) => Add(column);

    internal ColumnSet<TRow> Integers(Func<TRow, int> column) => Add(column);

    internal ColumnSet<TRow> OptionalIntegers(Func<TRow, int?> column) => Add(column);

    internal ColumnSet<TRow> Reals(Func<TRow, double?> column) => Add(column);

    internal ColumnSet<TRow> Times(Func<TRow, DateTime> column) => Add(column);

    internal ColumnSet<TRow> Bytes(Func<TRow, byte[]?> column) => Add(column);

    internal ColumnSet<TRow> Flags(Func<TRow, bool?> column) => Add(column);

    /// <summary>JSON as UTF-8 bytes, sent as they are.</summary>
    internal ColumnSet<TRow> Json(Func<TRow, ReadOnlyMemory<byte>> column) => Add(column, NpgsqlDbType.Array | NpgsqlDbType.Json);

    /// <summary>The same, where there may be none.</summary>
    internal ColumnSet<TRow> OptionalJson(Func<TRow, ReadOnlyMemory<byte>?> column) => Add(row => column(row)?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Json);

    private ColumnSet<TRow> Add<T>(Func<TRow, T> column, NpgsqlDbType? type = null)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = column(rows[i]);
        }

        var parameter = new NpgsqlParameter<T[]> { TypedValue = values };
        if (type is { } explicitly)
        {
            parameter.NpgsqlDbType = explicitly;
        }

        parameters.Add(parameter);
        return this;
    }
}
