namespace Signalbox.Rebuilds;

/// <summary>
/// Compares the new tables with the live ones. Rows that live events or reads are just changing are left out: that they differ for a moment says
/// nothing.
/// </summary>
internal sealed class RowComparison(ShadowSession session, ShadowColumns columns)
{
    /// <summary>How many rows of a table differ. Reads both tables whole.</summary>
    internal async Task<RebuiltTable> CompareAsync(ShadowTable table, CancellationToken cancellationToken)
    {
        var isWatched = table.Kind is ShadowKind.Copies;
        var untouched = isWatched
            ? $"AND NOT EXISTS (SELECT FROM signalbox_shadow.touched w WHERE w.name = '{table.Name}' AND w.account = d.account AND w.id = d.id)"
            : string.Empty;
        var rows = await session.ReadAsync(
            $"""
            WITH differing AS MATERIALIZED (
                SELECT coalesce(l.account, s.account) AS account, coalesce(l.id, s.id) AS id, l.stream AS was, s.stream AS is, l.id IS NULL AS added, s.id IS NULL AS removed
                FROM   signalbox.{table.Name} l
                FULL   JOIN signalbox_shadow.{table.Name} s ON s.account = l.account AND s.id = l.id
                WHERE  l.id IS NULL OR s.id IS NULL OR {columns.Differ(table, "l", "s")}
            ), settled AS (
                SELECT d.*
                FROM   differing d
                WHERE  NOT EXISTS (
                           SELECT
                           FROM   signalbox.stream_cursors x
                           LEFT   JOIN signalbox_shadow.stream_cursors y ON y.stream = x.stream
                           WHERE  x.stream IN (d.was, d.is) AND x.applied > coalesce(y.applied, 0))
                  {untouched}
            )
            SELECT (SELECT count(*) FROM signalbox_shadow.{table.Name}), count(*) FILTER (WHERE d.added), count(*) FILTER (WHERE d.removed),
                   count(*) FILTER (WHERE NOT d.added AND NOT d.removed), pg_total_relation_size('signalbox_shadow.{table.Name}')
            FROM   settled d
            """,
            [],
            row => new RebuiltTable(table.Name, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)),
            cancellationToken);
        return rows[0];
    }
}
