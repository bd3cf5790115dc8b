using Npgsql;

namespace Signalbox.Replays;

/// <summary>Reads replays from rows, in the order of the columns of <see cref="PostgresReplayStore"/>.</summary>
internal static class ReplayRows
{
    internal static ReplayState State(NpgsqlDataReader row)
    {
        var (from, to, at) = (row.GetInt64(7), row.GetInt64(8), row.GetInt64(10));
        var (firstVersion, atVersion, lastVersion) = (row.GetInt64(4), row.GetInt64(11), row.IsDBNull(12) ? 0 : row.GetInt64(12));
        var stream = TextOrNull(row, 3);
        var begun = at >= from;
        return new ReplayState(
            row.GetString(0),
            row.GetString(1),
            TextOrNull(row, 2),
            stream,
            firstVersion > 0 ? firstVersion : null,
            TextOrNull(row, 5),
            TextOrNull(row, 6),
            from > 0 ? row.GetDateTime(13) : null,
            row.GetDateTime(14),
            row.GetBoolean(9),
            row.GetString(1) == ReplayState.Done ? 1
                : stream is null ? Part(at - from + 1, to - from)
                : Part(atVersion - Math.Max(0, firstVersion - 1), lastVersion - Math.Max(0, firstVersion - 1)),
            begun ? row.GetDateTime(15) : null,
            row.GetInt64(16),
            row.GetInt64(17),
            row.GetInt64(18),
            row.GetInt64(19),
            row.GetInt64(20),
            row.GetInt64(21),
            TextOrNull(row, 22),
            row.GetDateTime(23),
            row.IsDBNull(24) ? null : row.GetDateTime(24));
    }

    internal static ReplayWork Work(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetInt32(1),
        new ReplayRange(TextOrNull(row, 2), TextOrNull(row, 3), TextOrNull(row, 4), TextOrNull(row, 5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8)),
        row.GetBoolean(9),
        new ReplayMark(row.GetInt64(10), row.GetInt64(11)));

    private static double Part(long done, long whole) => whole <= 0 ? 0 : Math.Round(Math.Clamp((double)done / whole, 0, 1), 4);

    private static string? TextOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
