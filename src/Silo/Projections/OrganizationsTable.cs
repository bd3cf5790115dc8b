using Signalbox.People;

namespace Signalbox.Projections;

/// <summary>Writes organizations.</summary>
internal sealed class OrganizationsTable() : FactTable<OrganizationFact>(UpsertSql)
{
    internal static readonly string UpsertSql = LatestFact.Upsert(
        "organizations",
        ("name", "text"),
        ("slug", "text"),
        ("created_by", "text"),
        ("members_count", "bigint"),
        ("created_at", "timestamptz"));

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<OrganizationFact> columns) => columns
        .Texts(static f => f.Name)
        .Texts(static f => f.Slug)
        .Texts(static f => f.CreatedBy)
        .Numbers(static f => f.MembersCount)
        .Numbers(static f => f.CreatedAt);
}
