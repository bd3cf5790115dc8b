using Signalbox.Projections;

namespace Signalbox.Social;

/// <summary>A post to social networks; times are unix milliseconds.</summary>
/// <param name="Head">See <see cref="FactHead"/>.</param>
/// <param name="ProfileId">The profile that posted.</param>
/// <param name="Status">The provider's status: success, error and so on.</param>
/// <param name="Platforms">The networks, by name, separated by spaces.</param>
/// <param name="PublishedAt">When it was published, if it was.</param>
/// <param name="ErrorReason">The first error.</param>
/// <param name="Posts">A JSON array: what became of it on each network.</param>
/// <param name="Errors">A JSON array.</param>
internal sealed record SocialPostFact(
    FactHead Head, string? ProfileId, string? Status, string? Platforms, long? PublishedAt, string? ErrorReason, ReadOnlyMemory<byte>? Posts, ReadOnlyMemory<byte>? Errors)
    : Fact(Head);

/// <summary>That a profile is linked with an account at a network, or no longer is.</summary>
internal sealed record SocialAccountFact(FactHead Head, string? ProfileId, string? Platform, string? DisplayName, string? Status, string? Reason) : Fact(Head);
