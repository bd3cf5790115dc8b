namespace Signalbox.Simulation.Clerk;

internal sealed partial class ClerkAccount
{
    // What is deleted is told of by its id alone, save for memberships, which come whole.
    private protected override IEnumerable<TruthRow> Truth()
    {
        foreach (var user in _users)
        {
            var living = user.Deleted ? null : user;
            yield return TruthRows.Row(
                "users", user.Id, user.Deleted, user.Published,
                ("email", living?.Email), ("phone", living?.Phone), ("username", living?.Username), ("first_name", living?.FirstName),
                ("last_name", living?.LastName), ("external_id", living?.ExternalId), ("banned", living?.Banned));
        }

        foreach (var organization in _organizations)
        {
            var living = organization.Deleted ? null : organization;
            yield return TruthRows.Row(
                "organizations", organization.Id, organization.Deleted, organization.Published, ("name", living?.Name), ("slug", living?.Slug));
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
