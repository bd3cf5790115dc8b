namespace Signalbox.Access;

/// <summary>Marks a route that waits for a provider: it has room of its own in <see cref="QueryGate"/>.</summary>
internal sealed class CallsProvider;
