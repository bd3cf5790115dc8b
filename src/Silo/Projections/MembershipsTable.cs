using Signalbox.People;

namespace Signalbox.Projections;

/// <summary>Writes memberships.</summary>
internal sealed class MembershipsTable() : FactTable<MembershipFact>(UpsertSql)
{
    internal static readonly string UpsertSql = LatestFact.Upsert(
        "memberships",
        ("user_id", "text"),
        ("organization_id", "text"),
        ("role", "text"),
        ("created_at", "timestamptz"));

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<MembershipFact> columns) => columns
        .Texts(static f => f.UserId)
        .Texts(static f => f.OrganizationId)
        .Texts(static f => f.Role)
        .Numbers(static f => f.CreatedAt);
}
