using Signalbox.Simulation;

namespace Signalbox.Trigger;

/// <summary>What is sent, in its order. The same request with the same start gives the same bytes.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Start">Where the account's clock began.</param>
/// <param name="History">What happened.</param>
/// <param name="Deliveries">The events as they are sent, repetitions included.</param>
internal sealed record SendingPlan(
    TriggerRequest Request, DateTimeOffset Start, SimulatedHistory History, IReadOnlyList<SimulatedEvent> Deliveries)
{
    // Months differ in length, so a history that is moved may end some days later than it did.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(4);

    /// <summary>How many events are never sent.</summary>
    internal int Dropped { get; private init; }

    /// <summary>Whether some events must stay in order with others, which is sure on one connection only.</summary>
    internal bool HasSequences => Deliveries.Any(static one => one.Sequence is not null);

    /// <summary>How many of the events their provider never sends twice.</summary>
    internal int SentOnce => Deliveries.Count(static one => one.IsSentOnce);

    /// <summary>The command that sends the same once more.</summary>
    internal string Repetition
    {
        get
        {
            var size = Request.Scenario == SimulatedProvider.Random ? $" --events {Request.Events} --entities {Request.Entities}" : string.Empty;
            var order = $"{(Request.Shuffle ? " --shuffle" : string.Empty)}{(Request.Duplicate > 0 ? $" --duplicate {Request.Duplicate}" : string.Empty)}{(Request.Drop > 0 ? $" --drop {Request.Drop}" : string.Empty)}";
            return $"./signalbox trigger {Request.Provider} {Request.Scenario}{size}{order} --seed {Request.Seed} --start {Start.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}";
        }
    }

    /// <summary>Plays the scenario.</summary>
    /// <param name="request">What is asked for; the scenario is one there is.</param>
    /// <param name="now">No event's <c>created</c> is later, unless the request says where to start.</param>
    internal static SendingPlan Make(TriggerRequest request, DateTimeOffset now)
    {
        var (start, history) = request.Start is { } given ? (given, Play(request, given)) : PlayBefore(request, now);
        var kept = request.Drop > 0 ? SendingOrder.Drop(history.Events, request.Drop, request.Seed) : history.Events;
        var deliveries = request.Shuffle ? SendingOrder.Shuffle(kept, request.Seed) : kept;
        return new SendingPlan(request, start, history, request.Duplicate > 0 ? SendingOrder.Duplicate(deliveries, request.Duplicate, request.Seed) : deliveries)
        {
            Dropped = history.Events.Count - kept.Count,
        };
    }

    private static (DateTimeOffset Start, SimulatedHistory History) PlayBefore(TriggerRequest request, DateTimeOffset now)
    {
        // How long it takes is known when it was played; then it is played again, earlier.
        var end = now - Margin;
        var late = Play(request, end).Events.Max(one => one.Created) - end.ToUnixTimeSeconds();
        var start = new DateTimeOffset((end - TimeSpan.FromSeconds(late)).UtcDateTime.Date, TimeSpan.Zero);
        return (start, Play(request, start));
    }

    private static SimulatedHistory Play(TriggerRequest request, DateTimeOffset start) => SimulatedProviders.Get(request.Provider).Play(
        request.Scenario, new HistoryRequest(start) { Seed = request.Seed, Events = request.Events, Entities = request.Entities });
}
