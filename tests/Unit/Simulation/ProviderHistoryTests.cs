using System.Text;
using System.Text.Json;
using Signalbox.Simulation;

namespace Signalbox.Tests.Unit.Simulation;

/// <summary>What holds for the webhooks of every provider.</summary>
public sealed class ProviderHistoryTests
{
    public static TheoryData<string> Providers { get; } = [.. SimulatedProviders.All.Select(one => one.Name)];

    public static TheoryData<string, string> Scenarios { get; } =
        [.. SimulatedProviders.All.SelectMany(one => one.Scenarios.Select(scenario => (one.Name, scenario.Name)))];

    public static TheoryData<string, string> Types { get; } = [.. SimulatedProviders.All.SelectMany(one => one.Types.Select(type => (one.Name, type)))];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Play_SameSeed_SameBytes_OtherSeedOthers(string provider, string scenario)
    {
        var one = Play(provider, scenario, seed: 3);

        Assert.Equal(one.Events.Select(webhook => webhook.Body), Play(provider, scenario, seed: 3).Events.Select(webhook => webhook.Body));
        Assert.Equal(one.Events.Select(webhook => webhook.Id), Play(provider, scenario, seed: 3).Events.Select(webhook => webhook.Id));
        Assert.Empty(one.Events.Select(webhook => webhook.Id).Intersect(Play(provider, scenario, seed: 4).Events.Select(webhook => webhook.Id)));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Play_IdsAreUnique_TimesNeverGoBack_BodiesAreWhatTheySay(string provider, string scenario)
    {
        var history = Play(provider, scenario, seed: 5);
        var entries = history.Events.SelectMany(webhook => webhook.Entries).ToList();

        Assert.NotEmpty(entries);
        Assert.Equal(entries.Count, entries.Select(entry => entry.Id).Distinct().Count());
        Assert.Equal(entries.Select(entry => entry.Created), entries.Select(entry => entry.Created).Order());
        Assert.All(entries, entry =>
        {
            Assert.InRange(entry.Id.Length, 1, 255);
            Assert.InRange(entry.Type.Length, 1, 255);
            Assert.InRange(entry.ObjectId.Length, 1, 255);
            Assert.NotEmpty(entry.ObjectKind);
        });
        Assert.All(history.Events, AssertWellFormed);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Random_MakesExactlyAsManyEventsAsAskedFor(string provider)
    {
        foreach (var events in new[] { 1, 2, 9, 400 })
        {
            var history = SimulatedProviders.Get(provider).Play(SimulatedProvider.Random, new HistoryRequest(Histories.Start) { Seed = events, Events = events, Entities = 7 });

            Assert.Equal(events, history.Events.Sum(webhook => webhook.Entries.Count));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Play_AType_IsOneEventOfIt(string provider, string type)
    {
        var webhook = Assert.Single(Play(provider, type, seed: 8).Events);

        Assert.Equal(type, Assert.Single(webhook.Entries).Type);
        AssertWellFormed(webhook);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Random_LongEnough_HasEveryKindOfChange(string provider)
    {
        var simulated = SimulatedProviders.Get(provider);
        var seen = simulated.Play(SimulatedProvider.Random, new HistoryRequest(Histories.Start) { Seed = 1, Events = 3000, Entities = 20 })
            .Events.SelectMany(webhook => webhook.Entries).Select(entry => entry.Type).ToHashSet();

        Assert.True(seen.Count >= Math.Min(simulated.Types.Count, 3), $"only {string.Join(", ", seen)}");
        Assert.True(seen.Count * 2 >= simulated.Types.Count, $"only {seen.Count} of {simulated.Types.Count} types");
    }

    [Fact]
    public void Play_NothingOfThatName_SaysSo()
    {
        Assert.Contains("clerk has no scenario", Assert.Throws<ArgumentException>(() => Play("clerk", "user.exploded", 1)).Message, StringComparison.Ordinal);
        Assert.Contains("There are: ayrshare", Assert.Throws<ArgumentException>(() => SimulatedProviders.Get("nobody")).Message, StringComparison.Ordinal);
    }

    private static SimulatedHistory Play(string provider, string name, int seed) =>
        SimulatedProviders.Get(provider).Play(name, new HistoryRequest(Histories.Start) { Seed = seed, Events = 300, Entities = 8 });

    private static void AssertWellFormed(SimulatedEvent webhook)
    {
        if (webhook.ContentType.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal))
        {
            Assert.Matches("^([A-Za-z0-9]+=[A-Za-z0-9%+_.~-]*&?)+$", Encoding.ASCII.GetString(webhook.Body));
            return;
        }

        var json = JsonElement.Parse(webhook.Body);
        Assert.Equal(json.ValueKind is JsonValueKind.Array ? json.GetArrayLength() : 1, webhook.Entries.Count);
    }
}
