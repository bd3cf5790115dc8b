using Signalbox.Journal;
using Signalbox.People;
using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Providers.Clerk;

/// <summary>
/// Clerk's events as users, organizations, memberships and sessions. Shapes: https://clerk.com/docs/webhooks/overview. Copies are ordered by
/// <c>updated_at</c>, which Clerk gives in milliseconds; what was deleted, or ended for good, stays so.
/// </summary>
internal sealed class ClerkProjection : FactProjection
{
    private const int Ended = 1;
    private const int Deleted = 2;

    internal static readonly ClerkProjection Instance = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Fact> Facts(JournalEntry entry)
    {
        var body = JsonFields.Read(entry.Payload);
        var data = body.Object("data"u8);
        if (data.Id("id"u8) is not { } id || !StreamKey.TryParse(entry.Stream, out var stream))
        {
            return [];
        }

        var dot = entry.Type.IndexOf('.', StringComparison.Ordinal);
        var time = body.Milliseconds("timestamp"u8) ?? FactValues.TimeOf(entry);
        return dot < 0 ? [] : entry.Type[..dot] switch
        {
            "user" => [User(HeadOf(), data)],
            "organization" => [Organization(HeadOf(), data)],
            "organizationMembership" => [Membership(HeadOf(), data)],
            "session" => [Session(HeadOf(PhaseOf(data, entry.Type)), data, entry.Type[(dot + 1)..])],
            _ => [],
        };

        FactHead HeadOf(int phase = 0)
        {
            var isDeletion = entry.Type.EndsWith(".deleted", StringComparison.Ordinal);
            var updated = data.Milliseconds("updated_at"u8) ?? time;
            var rank = entry.Type.EndsWith(".created", StringComparison.Ordinal) ? 0 : 1;
            return new FactHead(
                stream.Account,
                id,
                new FactOrder(isDeletion ? Deleted : phase, updated, rank, entry.EventId),
                updated,
                isDeletion ? time : null,
                entry.Stream,
                entry.Version,
                FactValues.Json(data.Raw));
        }
    }

    private static UserFact User(FactHead head, JsonFields user)
    {
        var email = Primary(user, "email_addresses"u8, "primary_email_address_id"u8);
        var phone = Primary(user, "phone_numbers"u8, "primary_phone_number_id"u8);
        return new UserFact(
            head,
            email?.Text("email_address"u8) is { Length: <= FactValues.LongestAddress } address ? address : null,
            IsVerified(email),
            FactValues.Id(phone?.Text("phone_number"u8)),
            IsVerified(phone),
            user.Text("username"u8),
            user.Text("first_name"u8),
            user.Text("last_name"u8),
            user.Id("external_id"u8),
            user.Flag("banned"u8),
            user.Flag("locked"u8),
            user.Milliseconds("last_sign_in_at"u8),
            user.Milliseconds("created_at"u8));
    }

    private static OrganizationFact Organization(FactHead head, JsonFields organization) => new(
        head,
        organization.Text("name"u8),
        organization.Text("slug"u8),
        organization.Id("created_by"u8),
        organization.Number("members_count"u8),
        organization.Milliseconds("created_at"u8));

    private static MembershipFact Membership(FactHead head, JsonFields membership) => new(
        head,
        membership.Object("public_user_data"u8).Id("user_id"u8),
        membership.Object("organization"u8).Id("id"u8),
        membership.Text("role"u8),
        membership.Milliseconds("created_at"u8));

    private static SessionFact Session(FactHead head, JsonFields session, string verb) => new(
        head,
        session.Id("user_id"u8),
        session.Id("client_id"u8),
        session.Text("status"u8) ?? (verb == "created" ? "active" : verb),
        session.Milliseconds("last_active_at"u8),
        session.Milliseconds("expire_at"u8),
        session.Milliseconds("created_at"u8));

    // https://clerk.com/docs/reference/javascript/session: a session that ended in one of these ways never becomes active again.
    private static int PhaseOf(JsonFields session, string type) =>
        type is "session.ended" or "session.removed" or "session.revoked"
        || session.Text("status"u8) is "ended" or "removed" or "revoked" or "expired" or "abandoned" or "replaced"
            ? Ended
            : 0;

    private static bool? IsVerified(JsonFields? address) => address is null ? null : address.Object("verification"u8).Text("status"u8) == "verified";

    /// <summary>The one that the user named as primary, or otherwise the first.</summary>
    private static JsonFields? Primary(JsonFields user, ReadOnlySpan<byte> list, ReadOnlySpan<byte> primary)
    {
        var all = user.Objects(list);
        var id = user.Text(primary);
        return all.FirstOrDefault(one => id is not null && one.Text("id"u8) == id) ?? (all.Count > 0 ? all[0] : null);
    }
}
