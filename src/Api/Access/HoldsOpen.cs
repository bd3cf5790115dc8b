namespace Signalbox.Access;

/// <summary>Marks a route whose requests stay open: they have no place in <see cref="QueryGate"/>, and a limit of their own.</summary>
internal sealed class HoldsOpen;
