using Signalbox.Social;

namespace Signalbox.Projections;

/// <summary>Writes posts to social networks.</summary>
internal sealed class SocialPostsTable() : FactTable<SocialPostFact>(UpsertSql)
{
    internal static readonly string UpsertSql = LatestFact.Upsert(
        "social_posts",
        ("profile_id", "text"),
        ("status", "text"),
        ("platforms", "text"),
        ("published_at", "timestamptz"),
        ("error_reason", "text"),
        ("posts", "json"),
        ("errors", "json"));

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<SocialPostFact> columns) => columns
        .Texts(static f => f.ProfileId)
        .Texts(static f => f.Status)
        .Texts(static f => f.Platforms)
        .Numbers(static f => f.PublishedAt)
        .Texts(static f => f.ErrorReason)
        .OptionalJson(static f => f.Posts)
        .OptionalJson(static f => f.Errors);
}
