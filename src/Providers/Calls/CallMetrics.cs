using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Signalbox.Providers.Calls;

/// <summary>What is counted and traced of calls to providers: names and codes, never an address, a header or a body.</summary>
public sealed class CallMetrics
{
    internal static readonly ActivitySource Activities = new("Signalbox");

    private readonly Counter<long> _retries;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _wait;

    /// <param name="meters">Where the meter comes from.</param>
    public CallMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Signalbox");
        _duration = meter.CreateHistogram<double>("signalbox.calls.duration", "s", "Time that calls to providers took, with all waits and attempts, by outcome.");
        _wait = meter.CreateHistogram<double>("signalbox.calls.permit.wait", "s", "Time that attempts waited for a permit of the rate limit.");
        _retries = meter.CreateCounter<long>("signalbox.calls.retries", "{attempt}", "Attempts after the first.");
    }

    /// <summary>Starts a call's trace.</summary>
    internal static Activity? Start(CallRun call)
    {
        var activity = Activities.StartActivity("provider call", ActivityKind.Client);
        if (activity is not null)
        {
            activity.DisplayName = $"{call.Origin.Provider} {call.Origin.Operation}";
            activity.SetTag("signalbox.provider", call.Origin.Provider);
            activity.SetTag("signalbox.account", call.Origin.Account);
            activity.SetTag("signalbox.operation", call.Origin.Operation);
            activity.SetTag("http.request.method", call.Request.Method.Method);
            activity.SetTag("server.address", call.Request.RequestUri?.Host);
        }

        return activity;
    }

    internal void Waited(CallRun call, TimeSpan wait) => _wait.Record(
        wait.TotalSeconds, new("provider", call.Origin.Provider), new("priority", call.Priority switch
        {
            CallPriority.Interactive => "interactive",
            CallPriority.Refresh => "refresh",
            _ => "bulk",
        }));

    internal void Retried(CallRun call) => _retries.Add(1, new("provider", call.Origin.Provider), new("operation", call.Origin.Operation));

    internal void Ended(CallRun call, Activity? activity, string outcome)
    {
        _duration.Record(call.Elapsed.TotalSeconds, new("provider", call.Origin.Provider), new("operation", call.Origin.Operation), new("outcome", outcome));
        if (activity is not null)
        {
            activity.SetTag("signalbox.outcome", outcome);
            activity.SetTag("signalbox.attempts", call.Attempts);
            activity.SetTag("http.response.status_code", (int?)call.Status);
            activity.SetStatus(outcome == ProviderPipeline.Succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        }
    }
}
