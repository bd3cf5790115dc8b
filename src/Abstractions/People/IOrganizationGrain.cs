using Signalbox.Streams;

namespace Signalbox.People;

/// <summary>One organization of an identity provider, with its memberships, invitations and domains.</summary>
[Alias("signalbox.organization.v1")]
public interface IOrganizationGrain : IStreamGrain;
