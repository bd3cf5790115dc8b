namespace Signalbox.Simulation.Clerk;

/// <summary>
/// A Clerk instance in memory. Times are milliseconds; several changes of an object may be one millisecond apart, none share one.
/// https://clerk.com/docs/guides/development/webhooks/overview.
/// </summary>
internal sealed partial class ClerkAccount(HistoryRequest request) : SimulatedAccount(request)
{
    private readonly List<ClerkUser> _users = [];
    private readonly List<ClerkOrganization> _organizations = [];
    private readonly List<ClerkMembership> _memberships = [];
    private readonly List<ClerkSession> _sessions = [];
    private string? _instance;

    internal ClerkUser CreateUser()
    {
        var user = new ClerkUser(Chance.Id("user_", 27), Chance.Id("idn_", 27), Chance.Id("idn_", 27), NextPerson(), Tick())
        {
            ExternalId = Chance.Happens(0.3) ? $"crm-{Chance.Below(1_000_000)}" : null,
        };
        if (Chance.Happens(0.5))
        {
            user.Username = $"u_{Chance.Hex(10)}";
        }

        _users.Add(user);
        Publish("user.created", user);
        return user;
    }

    /// <summary>Changes one thing of a user.</summary>
    internal void UpdateUser(ClerkUser user)
    {
        user.UpdatedAt = Tick();
        switch (Chance.Below(6))
        {
            case 0:
                user.Email = $"{Chance.Hex(10)}@example.com";
                break;
            case 1:
                user.Phone = user.Phone is null ? user.Person.Phone : null;
                break;
            case 2:
                user.LastName = user.LastName == user.Person.LastName ? "Ångström" : user.Person.LastName;
                break;
            case 3:
                user.Banned = !user.Banned;
                break;
            case 4:
                user.Username = $"u_{Chance.Hex(10)}";
                break;
            default:
                user.Note = $"note {Chance.Hex(6)}";
                break;
        }

        Publish("user.updated", user);
    }

    /// <summary>Bans a user, or takes it back.</summary>
    internal void Ban(ClerkUser user, bool banned = true)
    {
        (user.UpdatedAt, user.Banned) = (Tick(), banned);
        Publish("user.updated", user);
    }

    internal void DeleteUser(ClerkUser user)
    {
        Tick();
        user.Deleted = true;
        user.Published = Send("user.deleted", "user", user.Id, new ClerkDeleted(user.Id, "user"));
    }

    internal ClerkOrganization CreateOrganization(ClerkUser by)
    {
        var name = $"Works {Chance.Hex(5)}";
        var organization = new ClerkOrganization(Chance.Id("org_", 27), name, name.ToLowerInvariant().Replace(' ', '-'), by.Id, Tick());
        _organizations.Add(organization);
        Publish("organization.created", organization);
        return organization;
    }

    internal void RenameOrganization(ClerkOrganization organization)
    {
        organization.UpdatedAt = Tick();
        organization.Name = $"Works {Chance.Hex(5)}";
        Publish("organization.updated", organization);
    }

    internal void DeleteOrganization(ClerkOrganization organization)
    {
        Tick();
        organization.Deleted = true;
        organization.Published = Send("organization.deleted", "organization", organization.Id, new ClerkDeleted(organization.Id, "organization"));
    }

    internal ClerkMembership Join(ClerkOrganization organization, ClerkUser user, string role = "org:member")
    {
        organization.Members++;
        var membership = new ClerkMembership(Chance.Id("orgmem_", 27), organization, user, role, Tick());
        _memberships.Add(membership);
        Publish("organizationMembership.created", membership);
        return membership;
    }

    internal void ChangeRole(ClerkMembership membership)
    {
        membership.UpdatedAt = Tick();
        membership.Role = membership.Role == "org:admin" ? "org:member" : "org:admin";
        Publish("organizationMembership.updated", membership);
    }

    internal void Leave(ClerkMembership membership)
    {
        membership.UpdatedAt = Tick();
        membership.Organization.Members--;
        membership.Deleted = true;
        Publish("organizationMembership.deleted", membership);
    }

    internal ClerkInvitation Invite(ClerkOrganization organization)
    {
        var invitation = new ClerkInvitation(Chance.Id("orginv_", 27), organization, NextPerson().Email, Tick());
        Send("organizationInvitation.created", "organization", organization.Id, invitation);
        return invitation;
    }

    /// <param name="invitation">Who was asked.</param>
    /// <param name="status"><c>accepted</c> or <c>revoked</c>.</param>
    internal void Answer(ClerkInvitation invitation, string status)
    {
        (invitation.UpdatedAt, invitation.Status) = (Tick(), status);
        Send($"organizationInvitation.{status}", "organization", invitation.Organization.Id, invitation);
    }

    /// <summary>Signs in: a session, and a user who was seen just now, a millisecond later.</summary>
    internal ClerkSession SignIn(ClerkUser user)
    {
        var session = OpenSession(user);
        (user.UpdatedAt, user.LastSignInAt) = (Tick(), Millisecond);
        Publish("user.updated", user);
        return session;
    }

    internal ClerkSession OpenSession(ClerkUser user)
    {
        var session = new ClerkSession(Chance.Id("sess_", 27), Chance.Id("client_", 27), user, Tick());
        _sessions.Add(session);
        Publish("session.created", session);
        return session;
    }

    /// <param name="session">An active one.</param>
    /// <param name="status"><c>ended</c>, <c>removed</c> or <c>revoked</c>.</param>
    internal void EndSession(ClerkSession session, string status)
    {
        (session.UpdatedAt, session.Status) = (Tick(), status);
        Publish($"session.{status}", session);
    }

    // Every event has a millisecond of its own.
    private long Tick()
    {
        Advance(TimeSpan.FromMilliseconds(1));
        return Millisecond;
    }

    private void Publish(string type, ClerkUser user) => user.Published = Send(type, "user", user.Id, user);

    private void Publish(string type, ClerkOrganization organization) => organization.Published = Send(type, "organization", organization.Id, organization);

    private void Publish(string type, ClerkMembership membership) =>
        membership.Published = Send(type, "organization", membership.Organization.Id, membership);

    private void Publish(string type, ClerkSession session) => session.Published = Send(type, "user", session.User.Id, session);

    private byte[] Send(string type, string kind, string id, IJsonPart data)
    {
        Json.Clear();
        data.WriteTo(Json);
        var copy = Json.Written.ToArray();
        _instance ??= Chance.Id("ins_", 27);
        Json.Clear();
        Json.Add($$"""
            {"data":{{copy}},"event_attributes":{"http_request":{"client_ip":"192.0.2.7","user_agent":"Mozilla/5.0 (X11; Linux x86_64)"}
            },"instance_id":{{_instance}},"object":"event","timestamp":{{Millisecond}},"type":{{type}}}
            """);
        Record(new SimulatedEvent(Chance.Id("msg_", 27), type, Second, Json.Written.ToArray(), id, kind)
        {
            Headers = [KeyValuePair.Create("User-Agent", "Svix-Webhooks/1.56")],
        });
        return copy;
    }

    /// <summary>What is left of something deleted.</summary>
    private sealed record ClerkDeleted(string Id, string Object) : IJsonPart
    {
        public void WriteTo(JsonText json) => json.Add($$"""{"deleted":true,"id":{{Id}},"object":{{Object}}}""");
    }
}
