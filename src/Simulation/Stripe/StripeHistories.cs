namespace Signalbox.Simulation.Stripe;

/// <summary>Stripe among the other providers: its scenarios, and single events taken out of them.</summary>
internal sealed class StripeHistories() : SimulatedProvider("stripe")
{
    // A type is found in the first scenario that has it; the answer costs a play of each, so only who asks pays.
    private static readonly Lazy<SortedDictionary<string, string>> ScenarioOfType = new(() =>
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var scenario in Stripe.Scenarios.All)
        {
            foreach (var one in Run(scenario.Name, new HistoryRequest(DateTimeOffset.UnixEpoch.AddYears(50))).Events)
            {
                found.TryAdd(one.Type, scenario.Name);
            }
        }

        return found;
    });

    public override IReadOnlyList<Scenario> Scenarios => Stripe.Scenarios.All;

    public override IReadOnlyList<string> Types => [.. ScenarioOfType.Value.Keys];

    private protected override SimulatedHistory PlayScenario(string name, HistoryRequest request) => Run(name, request);

    private protected override SimulatedEvent PlayType(string type, HistoryRequest request)
    {
        // Another seed may do without: of `random`, only the seed that the type was found with is sure to have it.
        var scenario = ScenarioOfType.Value[type];
        var seed = scenario == Random ? 1 : request.Seed;
        return Run(scenario, new HistoryRequest(request.Start) { Seed = seed }).Events.Last(one => one.Type == type);
    }

    private static SimulatedHistory Run(string name, HistoryRequest request) =>
        Stripe.Scenarios.Run(name, new ScenarioRequest(request.Start) { Seed = request.Seed, Events = request.Events, Entities = request.Entities });
}
