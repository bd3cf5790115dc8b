using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Replays;

/// <summary>Everything that the projections hold, a line for each table: with every column, or without what a row that was written anew has of its own.</summary>
internal static class ProjectionDigest
{
    // Tables with rows that events make have the time of the fact that made them.
    private const string TablesSql = """
        SELECT t.table_name::text
        FROM   information_schema.tables t
        JOIN   information_schema.columns c USING (table_schema, table_name)
        WHERE  t.table_schema = 'signalbox' AND t.table_type = 'BASE TABLE' AND c.column_name = 'as_of'
        ORDER  BY 1
        """;

    /// <summary>Every byte of every row.</summary>
    /// <param name="database">Where.</param>
    /// <param name="without">Rows whose ids begin so are left out.</param>
    internal static Task<string> OfAllAsync(TestDatabase database, string without = "none") => OfAsync(database, "t::text", without);

    /// <summary>What the rows say, whenever they were written.</summary>
    internal static Task<string> OfContentAsync(TestDatabase database) => OfAsync(database, "(to_jsonb(t) - 'revision' - 'updated_at')::text", "none");

    /// <summary>What the rows say, whichever of several events that say the same wrote them; an item that a change leaves as it was is not written.</summary>
    internal static Task<string> OfShownAsync(TestDatabase database) => OfAsync(
        database,
        "(to_jsonb(t) - 'revision' - 'updated_at' - 'stream' - 'version' - CASE WHEN t.tableoid = 'subscription_items'::regclass THEN ARRAY['as_of', 'rank'] ELSE ARRAY[]::text[] END)::text",
        "none");

    private static async Task<string> OfAsync(TestDatabase database, string row, string without)
    {
        var tables = await database.ListAsync(TablesSql);
        Assert.InRange(tables.Count, 10, 100);
        var lines = await database.ListAsync(string.Join(" UNION ALL ", tables.Select(table =>
            $"SELECT '{table}: ' || count(*) || ' ' || coalesce(md5(string_agg(md5({row}), '' ORDER BY t.account, t.id)), '') FROM {table} t WHERE NOT starts_with(t.id, '{without}')")));
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }
}
