using Signalbox.Tables;

namespace Signalbox.Projections;

/// <summary>Writes rows of somebody's database.</summary>
internal sealed class SupabaseRowsTable() : FactTable<SupabaseRowFact>(UpsertSql)
{
    internal static readonly string UpsertSql = LatestFact.Upsert(
        "supabase_rows",
        ("schema_name", "text"),
        ("table_name", "text"),
        ("key", "text"),
        ("operation", "text"),
        ("record", "json"),
        ("old_record", "json"));

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<SupabaseRowFact> columns) => columns
        .Texts(static f => f.Schema)
        .Texts(static f => f.Table)
        .Texts(static f => f.Key)
        .Texts(static f => f.Operation)
        .OptionalJson(static f => f.Record)
        .OptionalJson(static f => f.OldRecord);
}
