namespace Signalbox.Simulation;

/// <summary>A named piece of history.</summary>
/// <param name="Name">What to ask for: <c>subscription-lifecycle</c>.</param>
/// <param name="Description">One line for people.</param>
public sealed record Scenario(string Name, string Description);
