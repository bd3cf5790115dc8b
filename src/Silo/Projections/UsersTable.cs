using Signalbox.People;

namespace Signalbox.Projections;

/// <summary>Writes users.</summary>
internal sealed class UsersTable() : FactTable<UserFact>(UpsertSql)
{
    internal static readonly string UpsertSql = LatestFact.Upsert(
        "users",
        ("email", "text"),
        ("email_verified", "boolean"),
        ("phone", "text"),
        ("phone_verified", "boolean"),
        ("username", "text"),
        ("first_name", "text"),
        ("last_name", "text"),
        ("external_id", "text"),
        ("banned", "boolean"),
        ("locked", "boolean"),
        ("last_sign_in_at", "timestamptz"),
        ("created_at", "timestamptz"));

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<UserFact> columns) => columns
        .Texts(static f => f.Email)
        .Flags(static f => f.EmailVerified)
        .Texts(static f => f.Phone)
        .Flags(static f => f.PhoneVerified)
        .Texts(static f => f.Username)
        .Texts(static f => f.FirstName)
        .Texts(static f => f.LastName)
        .Texts(static f => f.ExternalId)
        .Flags(static f => f.Banned)
        .Flags(static f => f.Locked)
        .Numbers(static f => f.LastSignInAt)
        .Numbers(static f => f.CreatedAt);
}
