namespace Signalbox.Simulation.Clerk;

/// <summary>An organization: https://clerk.com/docs/reference/backend/types/backend-organization.</summary>
internal sealed class ClerkOrganization(string id, string name, string slug, string createdBy, long createdAt) : IJsonPart
{
    internal string Id => id;

    private long CreatedAt { get; } = createdAt;

    internal string Name { get; set; } = name;

    internal string Slug { get; set; } = slug;

    internal int Members { get; set; }

    internal long UpdatedAt { get; set; } = createdAt;

    internal bool Deleted { get; set; }

    internal byte[] Published { get; set; } = [];

    public void WriteTo(JsonText json) => json.Add($$"""
        {"admin_delete_enabled":true,"created_at":{{CreatedAt}},"created_by":{{createdBy}},"has_image":false,"id":{{id}},
        "image_url":"https://img.clerk.com/not-a-real-image","logo_url":null,"max_allowed_memberships":50,"members_count":{{Members}},"name":{{Name}},
        "object":"organization","pending_invitations_count":0,"private_metadata":{},"public_metadata":{},"slug":{{Slug}},"updated_at":{{UpdatedAt}}}
        """);
}

/// <summary>Somebody's place in an organization: https://clerk.com/docs/reference/backend/types/backend-organization-membership.</summary>
internal sealed class ClerkMembership(string id, ClerkOrganization organization, ClerkUser user, string role, long createdAt) : IJsonPart
{
    internal string Id => id;

    private long CreatedAt { get; } = createdAt;

    internal ClerkOrganization Organization => organization;

    internal ClerkUser User => user;

    internal string Role { get; set; } = role;

    internal long UpdatedAt { get; set; } = createdAt;

    internal bool Deleted { get; set; }

    internal byte[] Published { get; set; } = [];

    public void WriteTo(JsonText json) => json.Add($$"""
        {"created_at":{{CreatedAt}},"id":{{id}},"object":"organization_membership","organization":{{organization}},"permissions":["org:sys_profile:manage"],
        "private_metadata":{},"public_metadata":{},"public_user_data":{"first_name":{{user.FirstName}},"has_image":false,"identifier":{{user.Email}},
        "image_url":"https://img.clerk.com/not-a-real-image","last_name":{{user.LastName}},"profile_image_url":"https://www.gravatar.com/avatar?d=mp",
        "user_id":{{user.Id}}},"role":{{Role}},"role_name":{{(Role == "org:admin" ? "Admin" : "Member")}},"updated_at":{{UpdatedAt}}}
        """);
}

/// <summary>An invitation into an organization: https://clerk.com/docs/reference/backend/types/backend-organization-invitation.</summary>
internal sealed class ClerkInvitation(string id, ClerkOrganization organization, string email, long createdAt) : IJsonPart
{
    internal string Id => id;

    private long CreatedAt { get; } = createdAt;

    internal ClerkOrganization Organization => organization;

    internal string Status { get; set; } = "pending";

    internal long UpdatedAt { get; set; } = createdAt;

    public void WriteTo(JsonText json) => json.Add($$"""
        {"created_at":{{CreatedAt}},"email_address":{{email}},"expires_at":{{CreatedAt + 2_592_000_000}},"id":{{id}},"object":"organization_invitation",
        "organization_id":{{organization.Id}},"private_metadata":{},"public_metadata":{},"role":"org:member","role_name":"Member",
        "status":{{Status}},"updated_at":{{UpdatedAt}},"url":"https://accounts.example.com/v1/tickets/accept?ticket=not-a-real-ticket"}
        """);
}

/// <summary>A session: https://clerk.com/docs/reference/backend/types/backend-session.</summary>
internal sealed class ClerkSession(string id, string clientId, ClerkUser user, long createdAt) : IJsonPart
{
    internal string Id => id;

    private long CreatedAt { get; } = createdAt;

    internal ClerkUser User => user;

    /// <summary>active, then ended, removed or revoked.</summary>
    internal string Status { get; set; } = "active";

    internal long UpdatedAt { get; set; } = createdAt;

    internal byte[] Published { get; set; } = [];

    public void WriteTo(JsonText json) => json.Add($$"""
        {"abandon_at":{{CreatedAt + 2_592_000_000}},"actor":null,"client_id":{{clientId}},"created_at":{{CreatedAt}},"expire_at":{{CreatedAt + 604_800_000}},
        "id":{{id}},"last_active_at":{{UpdatedAt}},"object":"session","status":{{Status}},"updated_at":{{UpdatedAt}},"user_id":{{user.Id}}}
        """);
}
