using System.Diagnostics.Metrics;

namespace Signalbox.Calls;

/// <summary>What the rate limits and circuits count.</summary>
internal sealed class LimiterMetrics
{
    private readonly Counter<long> _granted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _pauses;
    private readonly Counter<long> _nearlyUsedUp;
    private readonly Counter<long> _transitions;

    public LimiterMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Signalbox");
        _granted = meter.CreateCounter<long>("signalbox.permits.granted", "{permit}", "Permits for requests to providers given out.");
        _refused = meter.CreateCounter<long>("signalbox.permits.refused", "{call}", "Calls that got no permit in time.");
        _pauses = meter.CreateCounter<long>("signalbox.permits.pauses", "{pause}", "Pauses because a provider refused a request for its rate.");
        _nearlyUsedUp = meter.CreateCounter<long>("signalbox.permits.nearly_used_up", "{time}", "Times that nearly all of a limit had been used for ten seconds.");
        _transitions = meter.CreateCounter<long>("signalbox.circuits.transitions", "{transition}", "Circuits that changed their state, by the state they came to.");
    }

    internal void Granted(string limit, PermitPriority priority, int permits) =>
        _granted.Add(permits, new("limit", limit), new("priority", PriorityName(priority)));

    internal void Refused(string limit, PermitPriority priority) => _refused.Add(1, new("limit", limit), new("priority", PriorityName(priority)));

    internal void Paused(string limit) => _pauses.Add(1, new KeyValuePair<string, object?>("limit", limit));

    internal void NearlyUsedUp(string limit) => _nearlyUsedUp.Add(1, new KeyValuePair<string, object?>("limit", limit));

    internal void Moved(string circuit, CircuitState to) =>
        _transitions.Add(1, new("circuit", circuit), new("state", to switch
        {
            CircuitState.Closed => "closed",
            CircuitState.Open => "open",
            CircuitState.HalfOpen => "half_open",
            _ => "isolated",
        }));

    private static string PriorityName(PermitPriority priority) => priority switch
    {
        PermitPriority.Interactive => "interactive",
        PermitPriority.Refresh => "refresh",
        _ => "bulk",
    };
}
