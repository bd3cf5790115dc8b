using Signalbox.Simulation;

namespace Signalbox.Sandbox.Accounts;

/// <summary>Every event, in the order in which they happened. Safe for any number of callers at once.</summary>
internal sealed class EventBook
{
    /// <summary>How many are kept; the oldest go first.</summary>
    internal const int MaxEvents = 200_000;

    /// <summary>How long the provider lists an event: https://docs.stripe.com/api/events.</summary>
    internal static readonly TimeSpan Listed = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private readonly Queue<SimulatedEvent> _events = [];
    private readonly Dictionary<string, SimulatedEvent> _byId = [];

    internal void Add(SimulatedEvent one)
    {
        lock (_gate)
        {
            if (_events.Count == MaxEvents)
            {
                _byId.Remove(_events.Dequeue().Id);
            }

            _events.Enqueue(one);
            _byId.Add(one.Id, one);
        }
    }

    internal SimulatedEvent? Find(string id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    /// <summary>Oldest first.</summary>
    internal SimulatedEvent[] All()
    {
        lock (_gate)
        {
            return [.. _events];
        }
    }
}
