using Signalbox.Streams;

namespace Signalbox.People;

/// <summary>One user of an identity provider, with its sessions.</summary>
[Alias("signalbox.user.v1")]
public interface IUserGrain : IStreamGrain;
