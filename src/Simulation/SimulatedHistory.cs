namespace Signalbox.Simulation;

/// <summary>What happened, and what must be visible after all of it was applied.</summary>
/// <param name="Events">All events in the order in which they truly happened. <see cref="SendingOrder"/> makes a sending order of it.</param>
/// <param name="Truth">The final state of every object that an event told of.</param>
public sealed record SimulatedHistory(IReadOnlyList<SimulatedEvent> Events, GroundTruth Truth);
