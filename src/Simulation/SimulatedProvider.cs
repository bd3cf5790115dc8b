namespace Signalbox.Simulation;

/// <summary>A provider whose webhooks can be made. Safe for any number of callers at once.</summary>
public abstract class SimulatedProvider
{
    /// <summary>The scenario that every provider has: N events over M entities.</summary>
    public const string Random = "random";

    private protected SimulatedProvider(string name) => Name = name;

    /// <summary>The provider's name in settings, for example <c>clerk</c>.</summary>
    public string Name { get; }

    /// <summary>The histories that one can ask for by name.</summary>
    public abstract IReadOnlyList<Scenario> Scenarios { get; }

    /// <summary>The event types that one can ask for by name, in the order of the alphabet.</summary>
    public abstract IReadOnlyList<string> Types { get; }

    /// <summary>Plays a scenario to its end, or makes one event of a type. A single event has no ground truth: that is empty then.</summary>
    /// <param name="name">A scenario or a type.</param>
    /// <param name="request">What it is made from.</param>
    /// <exception cref="ArgumentException">There is nothing of that name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No events or no entities are asked for.</exception>
    public SimulatedHistory Play(string name, HistoryRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request is not { Events: >= 1, Entities: >= 1 })
        {
            throw new ArgumentOutOfRangeException(nameof(request), $"{request.Events} events over {request.Entities} entities: at least 1 of each.");
        }

        if (Scenarios.Any(one => one.Name == name))
        {
            return PlayScenario(name, request);
        }

        return Types.Contains(name)
            ? new SimulatedHistory([PlayType(name, request)], new GroundTruth([]))
            : throw new ArgumentException($"{Name} has no scenario and no event type '{name}'.", nameof(name));
    }

    private protected abstract SimulatedHistory PlayScenario(string name, HistoryRequest request);

    private protected abstract SimulatedEvent PlayType(string type, HistoryRequest request);
}
