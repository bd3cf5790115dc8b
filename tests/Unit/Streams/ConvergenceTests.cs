using FsCheck;
using FsCheck.Fluent;
using Signalbox.Simulation;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Tests.Unit.Streams;

/// <summary>Whatever the order and however often events come, the projections end as the provider's own objects did.</summary>
public sealed class ConvergenceTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void AnyOrderAndDuplication_EndsAsTheTruth() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60),
        Prop.ForAll(
            ArbMap.Default.ArbFor<PositiveInt>(),
            Gen.Elements(SameSecond.Pairs, SameSecond.Chain).ToArbitrary(),
            Gen.Elements(StripeShape.Legacy, StripeShape.Current).ToArbitrary(),
            static (seed, sameSecond, shape) => AssertConverges("random", seed.Get, sameSecond, shape)));

    [Theory]
    [InlineData("subscription-lifecycle")]
    [InlineData("failed-payment-and-recovery")]
    [InlineData("refund-and-dispute")]
    [InlineData("customer-deletion")]
    [InlineData("checkout")]
    public void Scenario_InAnyOrder_EndsAsTheTruth(string scenario)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            AssertConverges(scenario, seed, SameSecond.Chain, StripeShape.Current);
        }
    }

    private static void AssertConverges(string scenario, int seed, SameSecond sameSecond, StripeShape shape)
    {
        var history = Scenarios.Run(scenario, new ScenarioRequest(Start)
        {
            Seed = seed,
            Events = 150,
            Entities = 4,
            Account = new StripeAccountOptions { Shape = shape, SameSecond = sameSecond, ExpandedCustomers = 0.2 },
        });

        var chance = new Random(seed);
        var account = new ProjectedAccount();
        foreach (var sent in SendingOrder.Shuffle(SendingOrder.Duplicate(history.Events, 0.2, seed), seed))
        {
            account.Receive(sent);
            if (chance.Next(5) == 0)
            {
                account.Apply(chance);
            }
        }

        account.Apply(chance);
        var rows = account.Read();
        foreach (var truth in history.Truth.Rows)
        {
            if (truth is { Table: "subscription_items", Deleted: true })
            {
                // A removed item leaves no row, so that it makes no difference whether it was ever seen.
                Assert.False(rows.ContainsKey((truth.Table, truth.Id)), $"{truth.Id} was removed and is still there (seed {seed}).");
                continue;
            }

            Assert.True(rows.TryGetValue((truth.Table, truth.Id), out var row), $"{truth.Table} {truth.Id} is missing (seed {seed}).");
            foreach (var (column, expected) in truth.Columns)
            {
                Assert.True(row.TryGetValue(column, out var actual), $"{truth.Table} has no {column}.");
                Assert.True(expected == actual, $"{truth.Table} {truth.Id} {column}: expected {expected ?? "null"}, got {actual ?? "null"} (seed {seed}, {sameSecond}, {shape}).");
            }
        }
    }
}
