using System.Collections.Frozen;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Rebuilds;

/// <summary>The columns of the tables as they are in the database, so that no migration has to be repeated here. Immutable.</summary>
internal sealed class ShadowColumns
{
    // $1 names of tables.
    internal const string ColumnsSql = """
        SELECT c.relname::text, quote_ident(a.attname), a.atttypid IN ('json'::regtype, 'jsonb'::regtype)
        FROM   pg_attribute a
        JOIN   pg_class c ON c.oid = a.attrelid
        WHERE  c.relnamespace = 'signalbox'::regnamespace
          AND  c.relname = ANY ($1)
          AND  a.attnum > 0
          AND  NOT a.attisdropped
        ORDER  BY c.relname, a.attnum
        """;

    // When a row was written, how often and by which of several events that say the same is not what it shows.
    private static readonly FrozenSet<string> Unshown = FrozenSet.Create("account", "id", "updated_at", "revision", "stream", "version");

    // An item that a change of its subscription leaves as it was is not written, and so keeps the time of the change before.
    private static readonly FrozenSet<string> UnshownOfItems = FrozenSet.Create("as_of", "rank");

    private readonly FrozenDictionary<string, List<(string Name, bool IsJson)>> _byTable;

    private ShadowColumns(FrozenDictionary<string, List<(string Name, bool IsJson)>> byTable) => _byTable = byTable;

    internal static async Task<ShadowColumns> ReadAsync(ShadowSession session, CancellationToken cancellationToken)
    {
        var rows = await session.ReadAsync(
            ColumnsSql, [Texts(ShadowTable.Names)], static row => (Table: row.GetString(0), Name: row.GetString(1), IsJson: row.GetBoolean(2)), cancellationToken);
        return new ShadowColumns(rows.GroupBy(static r => r.Table).ToFrozenDictionary(static t => t.Key, static t => t.Select(static r => (r.Name, r.IsJson)).ToList()));
    }

    /// <summary>The names, and what sets them all to those of a row that was to be inserted.</summary>
    internal (string Names, string Sets) Of(string table) =>
        (string.Join(", ", _byTable[table].Select(static c => c.Name)), string.Join(", ", _byTable[table].Select(static c => $"{c.Name} = excluded.{c.Name}")));

    /// <summary>The names with the alias of their table.</summary>
    internal string Of(string table, string alias) => string.Join(", ", _byTable[table].Select(c => $"{alias}.{c.Name}"));

    /// <summary>What is true of two rows of a table that show something different.</summary>
    internal string Differ(ShadowTable table, string one, string other) => string.Join(
        " OR ", _byTable[table.Name].Where(c => !Unshown.Contains(c.Name) && !(table.Kind is ShadowKind.Items && UnshownOfItems.Contains(c.Name))).Select(c => c.IsJson ? $"{one}.{c.Name}::text IS DISTINCT FROM {other}.{c.Name}::text" : $"{one}.{c.Name} IS DISTINCT FROM {other}.{c.Name}"));
}
