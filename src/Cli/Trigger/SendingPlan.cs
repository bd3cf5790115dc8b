using Signalbox.Simulation;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Trigger;

/// <summary>What is sent, in its order. The same request with the same start gives the same bytes.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Start">Where the account's clock began.</param>
/// <param name="History">What happened.</param>
/// <param name="Deliveries">The events as they are sent, repetitions included.</param>
internal sealed record SendingPlan(
    TriggerRequest Request, DateTimeOffset Start, SimulatedHistory History, IReadOnlyList<SimulatedEvent> Deliveries)
{
    internal const string RandomScenario = "random";

    // Months differ in length, so a history that is moved may end some days later than it did.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(4);

    /// <summary>The command that sends the same once more.</summary>
    internal string Repetition
    {
        get
        {
            var size = Request.Scenario == RandomScenario ? $" --events {Request.Events} --entities {Request.Entities}" : string.Empty;
            var order = $"{(Request.Shuffle ? " --shuffle" : string.Empty)}{(Request.Duplicate > 0 ? $" --duplicate {Request.Duplicate}" : string.Empty)}";
            return $"./signalbox trigger stripe {Request.Scenario}{size}{order} --seed {Request.Seed} --start {Start.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}";
        }
    }

    /// <summary>Plays the scenario.</summary>
    /// <param name="request">What is asked for; the scenario is one there is.</param>
    /// <param name="now">No event's <c>created</c> is later, unless the request says where to start.</param>
    internal static SendingPlan Make(TriggerRequest request, DateTimeOffset now)
    {
        var (start, history) = request.Start is { } given ? (given, Play(request, given)) : PlayBefore(request, now);
        var deliveries = request.Shuffle ? SendingOrder.Shuffle(history.Events, request.Seed) : history.Events;
        return new SendingPlan(request, start, history, request.Duplicate > 0 ? SendingOrder.Duplicate(deliveries, request.Duplicate, request.Seed) : deliveries);
    }

    private static (DateTimeOffset Start, SimulatedHistory History) PlayBefore(TriggerRequest request, DateTimeOffset now)
    {
        // How long it takes is known when it was played; then it is played again, earlier.
        var end = now - Margin;
        var late = Play(request, end).Events.Max(one => one.Created) - end.ToUnixTimeSeconds();
        var start = new DateTimeOffset((end - TimeSpan.FromSeconds(late)).UtcDateTime.Date, TimeSpan.Zero);
        return (start, Play(request, start));
    }

    private static SimulatedHistory Play(TriggerRequest request, DateTimeOffset start) => Scenarios.Run(
        request.Scenario, new ScenarioRequest(start) { Seed = request.Seed, Events = request.Events, Entities = request.Entities });
}
