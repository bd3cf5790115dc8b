using Signalbox.Projections;

namespace Signalbox.People;

/// <summary>A user; times are unix milliseconds. Of a deleted one nothing but its id is kept.</summary>
internal sealed record UserFact(
    FactHead Head,
    string? Email,
    bool? EmailVerified,
    string? Phone,
    bool? PhoneVerified,
    string? Username,
    string? FirstName,
    string? LastName,
    string? ExternalId,
    bool? Banned,
    bool? Locked,
    long? LastSignInAt,
    long? CreatedAt) : Fact(Head);

/// <summary>An organization.</summary>
internal sealed record OrganizationFact(FactHead Head, string? Name, string? Slug, string? CreatedBy, long? MembersCount, long? CreatedAt) : Fact(Head);

/// <summary>That a user belongs to an organization, in a role.</summary>
internal sealed record MembershipFact(FactHead Head, string? UserId, string? OrganizationId, string? Role, long? CreatedAt) : Fact(Head);

/// <summary>A user's session at one client.</summary>
internal sealed record SessionFact(FactHead Head, string? UserId, string? ClientId, string? Status, long? LastActiveAt, long? ExpireAt, long? CreatedAt) : Fact(Head);
