using System.Security.Cryptography;
using Signalbox.Simulation;

namespace Signalbox.Tests.Unit.Simulation;

public sealed class MixedHistoryTests
{
    private static readonly MixedHistory History = MixedHistory.Create(10_000, 60, seed: 11, Histories.Start);

    [Fact]
    public void Create_HasEveryProvider_AndExactlyAsManyEvents()
    {
        Assert.Equal(SimulatedProviders.All.Select(one => one.Name), History.Histories.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(10_000, History.Events.Sum(webhook => webhook.Entries.Count));
        Assert.All(History.Histories.Values, history => Assert.InRange(history.Events.Sum(webhook => webhook.Entries.Count), 10_000 / History.Histories.Count, (10_000 / History.Histories.Count) + 1));
    }

    [Fact]
    public void Create_SameSeed_SameBytes()
    {
        var again = MixedHistory.Create(10_000, 60, seed: 11, Histories.Start);

        Assert.Equal(Digest(History), Digest(again));
        Assert.NotEqual(Digest(History), Digest(MixedHistory.Create(10_000, 60, seed: 12, Histories.Start)));
    }

    [Fact]
    public void Sendings_SentToTheirOwnSources_SayTheTruthOfEach()
    {
        var sent = History.Sendings(0.15);

        Assert.InRange(sent.Count, History.Events.Count * 1.1, History.Events.Count * 1.25);
        foreach (var (provider, history) in History.Histories.Where(pair => pair.Key != "stripe"))
        {
            var rows = ProviderModel.Of(provider, sent.Where(webhook => History.ProviderOf(webhook) == provider)).Rows().ToList();

            Assert.Equal(history.Truth.Rows.Count, rows.Count);
            Assert.All(rows, row => Assert.Equal(history.Truth.Find(row.Table, row.Id)!.Columns.Order(ByName), row.Columns.Order(ByName)));
        }
    }

    [Fact]
    public void Create_OnePersonHasOneAddressEverywhere()
    {
        var users = History.Histories["clerk"].Truth.Table("users").Select(row => row.Columns["email"]).ToHashSet();

        Assert.Contains(History.Histories["sendgrid"].Truth.Table("messages"), row => users.Contains(row.Columns["recipient"]));
        Assert.Contains(History.Histories["resend"].Truth.Table("messages"), row => users.Contains(row.Columns["recipient"]));
    }

    [Fact]
    public void Create_FewerEventsThanProviders_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MixedHistory.Create(9, 1, 1, Histories.Start));

    private static string Digest(MixedHistory history) =>
        Convert.ToHexStringLower(SHA256.HashData(history.Sendings(0.1).SelectMany(webhook => webhook.Body).ToArray()));

    private static Comparer<KeyValuePair<string, string?>> ByName { get; } =
        Comparer<KeyValuePair<string, string?>>.Create(static (one, other) => string.CompareOrdinal(one.Key, other.Key));
}
