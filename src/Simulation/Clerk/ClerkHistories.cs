namespace Signalbox.Simulation.Clerk;

/// <summary>What a Clerk instance sends: https://clerk.com/docs/guides/development/webhooks/overview.</summary>
internal static class ClerkHistories
{
    internal static SimulatedProvider Create() => new AccountHistories<ClerkAccount>(
        "clerk",
        static request => new ClerkAccount(request),
        [
            (new("user-lifecycle", "a user signs up, signs in and out, changes, is banned and let in again, is deleted"), UserLifecycle),
            (new("organization-with-members", "an organization with three members, an invitation, a role that changes, one who leaves"), OrganizationWithMembers),
            (new("sessions", "one user on four devices: sessions that end, are removed and are revoked"), Sessions),
            (new("updates-in-a-row", "twenty changes of one user, a millisecond apart"), UpdatesInARow),
        ],
        "N events over M users, everything mixed",
        new Dictionary<string, Action<ClerkAccount>>
        {
            ["user.created"] = static account => account.CreateUser(),
            ["user.updated"] = static account => account.UpdateUser(account.CreateUser()),
            ["user.deleted"] = static account => account.DeleteUser(account.CreateUser()),
            ["session.created"] = static account => account.OpenSession(account.CreateUser()),
            ["session.ended"] = static account => account.EndSession(account.OpenSession(account.CreateUser()), "ended"),
            ["session.removed"] = static account => account.EndSession(account.OpenSession(account.CreateUser()), "removed"),
            ["session.revoked"] = static account => account.EndSession(account.OpenSession(account.CreateUser()), "revoked"),
            ["organization.created"] = static account => account.CreateOrganization(account.CreateUser()),
            ["organization.updated"] = static account => account.RenameOrganization(account.CreateOrganization(account.CreateUser())),
            ["organization.deleted"] = static account => account.DeleteOrganization(account.CreateOrganization(account.CreateUser())),
            ["organizationMembership.created"] = static account => Found(account),
            ["organizationMembership.updated"] = static account => account.ChangeRole(Found(account)),
            ["organizationMembership.deleted"] = static account => account.Leave(Found(account)),
            ["organizationInvitation.created"] = static account => account.Invite(Found(account).Organization),
            ["organizationInvitation.accepted"] = static account => account.Answer(account.Invite(Found(account).Organization), "accepted"),
            ["organizationInvitation.revoked"] = static account => account.Answer(account.Invite(Found(account).Organization), "revoked"),
        });

    private static ClerkMembership Found(ClerkAccount account)
    {
        var founder = account.CreateUser();
        return account.Join(account.CreateOrganization(founder), founder, "org:admin");
    }

    private static void UserLifecycle(ClerkAccount account)
    {
        var user = account.CreateUser();
        account.Advance(TimeSpan.FromSeconds(2));
        var session = account.SignIn(user);
        account.Advance(TimeSpan.FromMinutes(20));
        account.UpdateUser(user);
        account.UpdateUser(user);
        account.EndSession(session, "ended");
        account.Advance(TimeSpan.FromDays(3));
        var second = account.SignIn(user);
        account.Ban(user);
        account.EndSession(second, "revoked");
        account.Advance(TimeSpan.FromDays(1));
        account.Ban(user, banned: false);
        account.Advance(TimeSpan.FromDays(30));
        account.DeleteUser(user);
    }

    private static void OrganizationWithMembers(ClerkAccount account)
    {
        var founding = Found(account);
        var organization = founding.Organization;
        account.Advance(TimeSpan.FromMinutes(5));
        var second = account.Join(organization, account.CreateUser());
        var invitation = account.Invite(organization);
        account.Advance(TimeSpan.FromHours(4));
        account.Answer(invitation, "accepted");
        var third = account.Join(organization, account.CreateUser());
        account.ChangeRole(second);
        account.RenameOrganization(organization);
        account.Answer(account.Invite(organization), "revoked");
        account.Advance(TimeSpan.FromDays(9));
        account.Leave(third);
    }

    private static void Sessions(ClerkAccount account)
    {
        var user = account.CreateUser();
        var sessions = Enumerable.Range(0, 4).Select(_ => account.SignIn(user)).ToList();
        account.Advance(TimeSpan.FromHours(2));
        account.EndSession(sessions[0], "ended");
        account.EndSession(sessions[1], "removed");
        account.EndSession(sessions[2], "revoked");
    }

    private static void UpdatesInARow(ClerkAccount account)
    {
        var user = account.CreateUser();
        for (var i = 0; i < 20; i++)
        {
            account.UpdateUser(user);
        }
    }
}
