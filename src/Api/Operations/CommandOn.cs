namespace Signalbox.Operations;

/// <summary>A command on something that exists, as it is recorded: the id of the path belongs to the request and to its hash.</summary>
/// <param name="Id">The provider's id of it.</param>
/// <param name="Request">The body.</param>
internal sealed record CommandOn<T>(string Id, T Request);
