using Signalbox.Simulation.Stripe;
using Signalbox.Trigger;

namespace Signalbox.Tests.Unit.Cli;

public sealed class SendingPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    public static TheoryData<string> All { get; } = [.. Scenarios.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void Make_EndsJustBeforeNow(string scenario)
    {
        foreach (var seed in Enumerable.Range(1, 20))
        {
            var last = SendingPlan.Make(new TriggerRequest(scenario, seed), Now).Deliveries.Max(one => one.Created);

            Assert.InRange(last, Now.AddDays(-10).ToUnixTimeSeconds(), Now.ToUnixTimeSeconds());
        }
    }

    [Fact]
    public void Make_SameSeedAndStart_SameBytesInTheSameOrder()
    {
        var request = new TriggerRequest("random", 7) { Events = 300, Shuffle = true, Duplicate = 0.2 };
        var first = SendingPlan.Make(request, Now);

        var again = SendingPlan.Make(request with { Start = first.Start }, Now.AddDays(40));

        Assert.Equal(first.Deliveries.Select(one => one.Body), again.Deliveries.Select(one => one.Body));
        Assert.Equal(
            "./signalbox trigger stripe random --events 300 --entities 10 --shuffle --duplicate 0.2 --seed 7 --start 2026-02-",
            first.Repetition[..^"dd'T'HH:mm:ss'Z'".Replace("'", "", StringComparison.Ordinal).Length]);
    }

    [Fact]
    public void Make_Duplicates_AddDeliveriesAndNoEvents()
    {
        var plan = SendingPlan.Make(new TriggerRequest("random", 3) { Events = 500, Duplicate = 0.1 }, Now);

        Assert.Equal(500, plan.History.Events.Count);
        Assert.InRange(plan.Deliveries.Count, 520, 600);
        Assert.Equal(500, plan.Deliveries.Select(one => one.Id).Distinct().Count());
    }

    [Fact]
    public void Make_NotShuffled_KeepsTheOrderOfHistory()
    {
        var plan = SendingPlan.Make(new TriggerRequest("subscription-lifecycle", 3), Now);

        Assert.Equal(plan.History.Events, plan.Deliveries);
    }
}
