using System.Text.Json;
using Signalbox.Sandbox;
using Signalbox.Tests.EndToEnd.Backfills;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.EndToEnd.Sandbox;

namespace Signalbox.Tests.EndToEnd.Gaps;

/// <summary>Events that no webhook brings.</summary>
public sealed class GapTests
{
    private static readonly Dictionary<string, string> Quick = new()
    {
        ["Signalbox__Gaps__Enabled"] = "true",
        ["Signalbox__Gaps__Interval"] = "00:00:00.3",
        ["Signalbox__Gaps__Lag"] = "00:00:01",
    };

    [Fact]
    public async Task EventThatNobodySends_IsFoundAppliedAndShownAsFound()
    {
        await using var account = await ExistingAccount.OpenAsync(Quick);
        var customer = await account.Stripe.NewCustomerAsync();

        var events = await Patiently.ReadAsync(
            "The events", () => account.GetAsync("/v1/events"), static e => e.GetProperty("items").EnumerateArray().Any(static one => one.GetProperty("type").GetString() == "customer.created" && one.GetProperty("status").GetString() == "applied"));
        var id = events.GetProperty("items").EnumerateArray().First(static one => one.GetProperty("type").GetString() == "customer.created").GetProperty("id").GetString();
        var found = await account.GetAsync($"/v1/events/{id}");

        Assert.Equal("event-list", found.GetProperty("headers").GetProperty("Signalbox-Received-Via").GetString());
        Assert.Equal($"stripe/customer/{customer}", found.GetProperty("stream").GetString());
        Assert.Equal((await account.Stripe.GetAsync($"/v1/events/{id}")).Body, await account.Process.Client.GetStringAsync(new Uri($"/v1/events/{id}/raw", UriKind.Relative)));
        var state = (await account.GetAsync("/v1/gaps")).GetProperty("items")[0];
        Assert.Equal(("stripe", true), (state.GetProperty("account").GetString(), state.GetProperty("found").GetInt32() > 0));
        Assert.Contains("signalbox_gaps_found_total{account=\"stripe\"}", await account.Process.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListThatIsRefused_IsToldOnceAndShown()
    {
        await using var account = await ExistingAccount.OpenAsync(
            new(Quick) { ["STRIPE_API_KEY"] = "sk_test_of_somebody_else" }, options: new SandboxOptions { ApiKey = "sk_test_of_a_test" });

        var asked = await Patiently.ReadAsync(
            "The requests", async () => (await account.Stripe.GetAsync("/sandbox/requests?path=/v1/events")).Json.GetProperty("count").GetInt32(), static count => count >= 3);
        var state = (await account.GetAsync("/v1/gaps")).GetProperty("items")[0];

        Assert.True(asked >= 3);
        Assert.StartsWith("Authentication:", state.GetProperty("fault").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.String, state.GetProperty("faulty_since").ValueKind);
        Assert.Single(account.Process.Log.Split('\n'), static line => line.Contains("cannot be looked for", StringComparison.Ordinal));
    }

    [Fact]
    public async Task KeyOfAnotherAccount_NothingIsReadComparedOrBackfilled_UntilTheRowIsDeleted()
    {
        await using var account = await ExistingAccount.OpenAsync(Quick);
        await Patiently.ReadAsync("The account's row", () => account.RowsAsync("SELECT provider_id FROM provider_accounts"), static rows => rows is ["acct_sandbox"]);

        await using var other = await SandboxServer.StartAsync(new SandboxOptions { AccountId = "acct_other", Seed = 9 });
        using var stranger = new SandboxClient(other);
        var customer = await stranger.NewCustomerAsync();
        await account.RestartAsync(("Signalbox__Accounts__stripe__ApiBaseUrl", other.BaseAddress.ToString()));

        var gaps = await Patiently.ReadAsync(
            "The fault", () => account.GetAsync("/v1/gaps"), static g => g.GetProperty("items")[0].GetProperty("fault").GetString()?.StartsWith("OtherAccount:", StringComparison.Ordinal) is true);
        Assert.Contains("acct_other", gaps.GetProperty("items")[0].GetProperty("fault").GetString(), StringComparison.Ordinal);
        var backfill = await account.BackfillAsync();
        var stuck = await Patiently.ReadAsync(
            "The backfill", () => account.GetAsync($"/v1/backfills/{backfill.GetProperty("id").GetString()}"), static b => b.GetProperty("fault").ValueKind is JsonValueKind.String);
        Assert.Contains("DELETE FROM signalbox.provider_accounts", stuck.GetProperty("fault").GetString(), StringComparison.Ordinal);
        Assert.Equal("running", stuck.GetProperty("state").GetString());
        Assert.Single(account.Process.Log.Split('\n'), static line => line.Contains("The API key of stripe belongs to acct_other", StringComparison.Ordinal));
        Assert.Empty(await account.RowsAsync("SELECT id FROM customers"));
        Assert.Equal(
            ["/v1/account"],
            (await stranger.TruthAsync()).GetProperty("requests").EnumerateArray().Where(static r => r.GetProperty("method").GetString() == "GET").Select(static r => r.GetProperty("path").GetString()!).Distinct());

        await account.RowsAsync("DELETE FROM provider_accounts RETURNING account");
        await account.EndAsync(backfill);
        Assert.Equal([customer], await account.RowsAsync("SELECT id FROM customers"));
    }
}
