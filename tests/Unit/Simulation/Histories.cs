using Signalbox.Simulation;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Tests.Unit.Simulation;

/// <summary>Every scenario in every shape, the random one with several seeds.</summary>
internal static class Histories
{
    internal static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    internal static TheoryData<string, StripeShape, int> Every()
    {
        var every = new TheoryData<string, StripeShape, int>();
        foreach (var scenario in Scenarios.All)
        {
            foreach (var shape in Enum.GetValues<StripeShape>())
            {
                every.Add(scenario.Name, shape, 1);
            }
        }

        every.AddRange(("random", StripeShape.Legacy, 77), ("random", StripeShape.Current, 78), ("random", StripeShape.Current, -5));
        return every;
    }

    internal static SimulatedHistory Play(string name, StripeShape shape, int seed, SameSecond sameSecond = SameSecond.Pairs) =>
        Scenarios.Run(name, new ScenarioRequest(Start)
        {
            Seed = seed,
            Events = 1000,
            Entities = 12,
            Account = new StripeAccountOptions { Shape = shape, ExpandedCustomers = 0.2, SameSecond = sameSecond },
        });
}
