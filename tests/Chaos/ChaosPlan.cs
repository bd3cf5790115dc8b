using System.Globalization;
using System.Security.Cryptography;
using Signalbox.Simulation;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Tests.Chaos;

/// <summary>What a run sends and when it strikes, all of it from one seed. How the processes answer is not from the seed, of course.</summary>
/// <param name="Seed">Set <c>SIGNALBOX_CHAOS_SEED</c> to it to have the same plan again.</param>
/// <param name="History">The events and what must be visible after all of them.</param>
/// <param name="Sendings">The events in any order, some twice and the two shortly behind each other.</param>
/// <param name="FaultsAt">A fault strikes whenever so many sendings are acknowledged.</param>
internal sealed record ChaosPlan(int Seed, SimulatedHistory History, IReadOnlyList<SimulatedEvent> Sendings, IReadOnlyList<int> FaultsAt)
{
    private const string SeedVariable = "SIGNALBOX_CHAOS_SEED";
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether the long form was asked for.</summary>
    internal static bool IsLong => Environment.GetEnvironmentVariable("SIGNALBOX_TEST_LONG") == "1";

    /// <summary>How long nothing may move before it counts as stuck: long, for machines that are busy with other things.</summary>
    internal static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    /// <summary>The seed that was asked for, or a fresh one.</summary>
    internal static int NewSeed() =>
        int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? given
            : RandomNumberGenerator.GetInt32(1, int.MaxValue);

    /// <summary>Makes the plan of a run.</summary>
    /// <param name="faults">How many faults strike in the short form; in the long one twelve times as many.</param>
    internal static ChaosPlan Create(int faults)
    {
        var seed = NewSeed();
        var history = Scenarios.Run("random", new ScenarioRequest(Start)
        {
            Seed = seed,
            Events = IsLong ? 50_000 : 1_500,
            Entities = IsLong ? 150 : 15,
            Account = new StripeAccountOptions { SameSecond = SameSecond.Chain, ExpandedCustomers = 0.1 },
        });
        var sendings = SendingOrder.Duplicate(SendingOrder.Shuffle(history.Events, seed), 0.15, seed, reach: 12);
        var chance = new Random(seed);
        var faultsAt = Enumerable.Range(0, IsLong ? 12 * faults : faults)
            .Select(_ => (int)(sendings.Count * (0.03 + (0.92 * chance.NextDouble()))))
            .Order()
            .ToList();
        return new ChaosPlan(seed, history, sendings, faultsAt);
    }
}
