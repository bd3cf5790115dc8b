using Signalbox.People;

namespace Signalbox.Projections;

/// <summary>Writes sessions.</summary>
internal sealed class SessionsTable() : FactTable<SessionFact>(UpsertSql)
{
    internal static readonly string UpsertSql = LatestFact.Upsert(
        "sessions",
        ("user_id", "text"),
        ("client_id", "text"),
        ("status", "text"),
        ("last_active_at", "timestamptz"),
        ("expire_at", "timestamptz"),
        ("created_at", "timestamptz"));

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<SessionFact> columns) => columns
        .Texts(static f => f.UserId)
        .Texts(static f => f.ClientId)
        .Texts(static f => f.Status)
        .Numbers(static f => f.LastActiveAt)
        .Numbers(static f => f.ExpireAt)
        .Numbers(static f => f.CreatedAt);
}
