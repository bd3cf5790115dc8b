using Signalbox.Simulation;

namespace Signalbox.Tests.Unit.Simulation;

/// <summary>The truth can be known from the webhooks, in whatever order they come and however often.</summary>
public sealed class ProviderTruthTests
{
    public static TheoryData<string, string, int> Every { get; } =
    [
        .. SimulatedProviders.All.Where(one => one.Name != "stripe").SelectMany(one => one.Scenarios.SelectMany(scenario =>
            (scenario.Name == SimulatedProvider.Random ? new[] { 1, 2, 77 } : [1]).Select(seed => (one.Name, scenario.Name, seed)))),
    ];

    [Theory]
    [MemberData(nameof(Every))]
    public void Truth_IsWhatTheWebhooksSay_InOrderAndShuffledAndRepeated(string provider, string scenario, int seed)
    {
        var history = SimulatedProviders.Get(provider).Play(scenario, new HistoryRequest(Histories.Start) { Seed = seed, Events = 1500, Entities = 15 });

        AssertSame(history.Truth, ProviderModel.Of(provider, history.Events));
        for (var order = 1; order <= 3; order++)
        {
            AssertSame(history.Truth, ProviderModel.Of(provider, SendingOrder.Duplicate(SendingOrder.Shuffle(history.Events, order), 0.2, order)));
        }
    }

    [Theory]
    [InlineData("clerk", "users", "organizations", "memberships", "sessions")]
    [InlineData("twilio", "messages", "suppressions")]
    [InlineData("sendgrid", "messages", "suppressions")]
    [InlineData("resend", "messages", "suppressions")]
    [InlineData("ayrshare", "social_posts", "social_accounts")]
    [InlineData("supabase", "supabase_rows")]
    public void Random_HasRowsOfEachTable_SomeOfThemEnded(string provider, params string[] tables)
    {
        var truth = SimulatedProviders.Get(provider).Play(SimulatedProvider.Random, new HistoryRequest(Histories.Start) { Events = 2000, Entities = 15 }).Truth;

        Assert.Equal(tables.Order(), truth.Rows.Select(row => row.Table).Distinct().Order());
        if (provider is "clerk" or "supabase")
        {
            Assert.Contains(truth.Rows, row => row.Deleted);
        }

        if (provider is "sendgrid" or "resend")
        {
            Assert.Equal(["bounce", "complaint", "resubscribe", "unsubscribe"], truth.Table("suppressions").Select(row => row.Columns["reason"]).Distinct().Order());
            Assert.Contains(truth.Table("messages"), row => row.Columns["clicks"] is not "0");
        }
    }

    [Fact]
    public void Clerk_UpdatesInARow_AreAMillisecondApart()
    {
        var history = SimulatedProviders.Get("clerk").Play("updates-in-a-row", new HistoryRequest(Histories.Start));

        Assert.Equal(21, history.Events.Count);
        Assert.Single(history.Events.Select(webhook => webhook.Created).Distinct());
    }

    private static void AssertSame(GroundTruth truth, ProviderModel model)
    {
        var rows = model.Rows().ToDictionary(row => (row.Table, row.Id), row => row.Columns);
        Assert.Equal(truth.Rows.Select(row => (row.Table, row.Id)).Order(), rows.Keys.Order());
        foreach (var row in truth.Rows)
        {
            Assert.Equal(
                row.Columns.OrderBy(column => column.Key, StringComparer.Ordinal),
                rows[(row.Table, row.Id)].OrderBy(column => column.Key, StringComparer.Ordinal));
        }
    }
}
