namespace Signalbox.Simulation.Clerk;

internal sealed partial class ClerkAccount
{
    private protected override IEnumerable<TruthRow> Truth()
    {
        foreach (var user in _users)
        {
            yield return TruthRows.Row(
                "users", user.Id, user.Deleted, user.Published,
                ("email", user.Email), ("phone", user.Phone), ("username", user.Username), ("first_name", user.FirstName), ("last_name", user.LastName),
                ("external_id", user.ExternalId), ("banned", user.Banned));
        }

        foreach (var organization in _organizations)
        {
            yield return TruthRows.Row(
                "organizations", organization.Id, organization.Deleted, organization.Published, ("name", organization.Name), ("slug", organization.Slug));
        }

        foreach (var membership in _memberships)
        {
            yield return TruthRows.Row(
                "memberships", membership.Id, membership.Deleted, membership.Published,
                ("user_id", membership.User.Id), ("organization_id", membership.Organization.Id), ("role", membership.Role));
        }

        foreach (var session in _sessions)
        {
            yield return TruthRows.Row("sessions", session.Id, isDeleted: false, session.Published, ("user_id", session.User.Id), ("status", session.Status));
        }
    }
}
