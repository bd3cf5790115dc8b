using Signalbox.Social;

namespace Signalbox.Projections;

/// <summary>Writes links with social networks.</summary>
internal sealed class SocialAccountsTable() : FactTable<SocialAccountFact>(UpsertSql)
{
    internal static readonly string UpsertSql = LatestFact.Upsert(
        "social_accounts",
        ("profile_id", "text"),
        ("platform", "text"),
        ("display_name", "text"),
        ("status", "text"),
        ("reason", "text"));

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<SocialAccountFact> columns) => columns
        .Texts(static f => f.ProfileId)
        .Texts(static f => f.Platform)
        .Texts(static f => f.DisplayName)
        .Texts(static f => f.Status)
        .Texts(static f => f.Reason);
}
