using System.Globalization;
using System.Text.Json;
using Signalbox.Sandbox;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.EndToEnd.Sandbox;

namespace Signalbox.Tests.EndToEnd.Backfills;

/// <summary>Accounts that existed before Signalbox did.</summary>
public sealed class BackfillTests
{
    private static readonly string[] Kinds = ["products", "prices", "customers", "subscriptions", "invoices"];

    [Fact]
    public async Task Backfill_WhoseProcessIsKilled_GoesOnByItself_AndEveryRowIsTrueAndConfirmed()
    {
        await using var account = await ExistingAccount.OpenAsync(fillAsync: FillAsync);
        await account.Stripe.ControlAsync("faults", """{"kind":"latency","latency_ms":150,"path":"/v1/customers"}""");
        await account.Stripe.ControlAsync("faults", """{"kind":"error","status":503,"path":"/v1/invoices","count":6}""");

        var backfill = await account.BackfillAsync();
        await Patiently.ReadAsync(
            "The backfill", () => account.GetAsync($"/v1/backfills/{backfill.GetProperty("id").GetString()}"), static b => Read(b, "customers") > 0);
        await account.KillAndRestartAsync();
        var done = await account.EndAsync(backfill);

        Assert.Equal("done", done.GetProperty("state").GetString());
        var truth = (await account.Stripe.TruthAsync()).GetProperty("objects").EnumerateArray().ToList();
        foreach (var kind in Kinds)
        {
            // A subscription that has ended is listed; anything else that is gone is not.
            var expected = truth.Where(o => o.GetProperty("table").GetString() == kind && (kind == "subscriptions" || !o.GetProperty("deleted").GetBoolean())).ToList();
            Assert.True(expected.Count > 0, kind);

            // A page is counted once, however often it was read: what the killed process had recorded was not read again.
            Assert.Equal(expected.Count, Read(done, kind));
            Assert.Equal(
                expected.Select(Describe).Order(StringComparer.Ordinal),
                await account.RowsAsync($"SELECT id || ' ' || {Column(kind)} || ' ' || provisional FROM {kind} ORDER BY id COLLATE \"C\""));
        }
    }

    [Fact]
    public async Task Backfill_WhoseKeyMayNotListAKind_IsDoneWithoutIt_AndSaysSo()
    {
        await using var account = await ExistingAccount.OpenAsync(fillAsync: FillAsync);
        await account.Stripe.ControlAsync("faults", """{"kind":"error","status":403,"path":"/v1/products"}""");
        await account.Stripe.ControlAsync("faults", """{"kind":"error","status":403,"path":"/v1/account"}""");

        var done = await account.EndAsync(await account.BackfillAsync());

        var objects = done.GetProperty("objects").EnumerateArray().ToDictionary(static o => o.GetProperty("kind").GetString()!);
        Assert.Equal("done", done.GetProperty("state").GetString());
        Assert.Equal("refused", objects["products"].GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.String, objects["products"].GetProperty("fault").ValueKind);
        Assert.All(objects.Where(static o => o.Key != "products"), static o => Assert.Equal("done", o.Value.GetProperty("state").GetString()));
        Assert.True(Read(done, "customers") > 0);
        Assert.Single(account.Process.Log.Split('\n'), static line => line.Contains("may not tell whose account it is", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Backfill_OfWhatEventsToldOf_ConfirmsIt_AndOnlyTheKindsAskedFor()
    {
        await using var account = await ExistingAccount.OpenAsync();
        await account.Stripe.ControlAsync(
            "webhook-endpoints", $$"""{"url":"{{new Uri(account.Process.Address, "/ingest/stripe")}}","secrets":["whsec_backfills_not_a_real_secret"]}""");
        await FillAsync(account.Stripe);
        var customers = (await account.Stripe.TruthAsync()).GetProperty("objects").EnumerateArray().Count(static o => o.GetProperty("table").GetString() == "customers");
        await Patiently.ReadAsync("The customers", () => account.RowsAsync("SELECT id FROM customers"), rows => rows.Count == customers);
        await Patiently.ReadAsync("The streams", () => account.RowsAsync("SELECT stream FROM streams WHERE applied < version"), static rows => rows.Count == 0);

        var done = await account.EndAsync(await account.BackfillAsync("""{"account":"stripe","objects":["customers"]}"""));

        Assert.Equal(["customers"], done.GetProperty("objects").EnumerateArray().Select(static o => o.GetProperty("kind").GetString()));
        Assert.Empty(await account.RowsAsync("SELECT id FROM customers WHERE provisional AND deleted_at IS NULL"));

        // The deleted one is not listed, and its tombstone stays.
        Assert.Single(await account.RowsAsync("SELECT id FROM customers WHERE deleted_at IS NOT NULL"));
        var again = await account.EndAsync(await account.BackfillAsync("""{"objects":["customers"]}"""));
        Assert.Equal((customers - 1, 0), (Read(again, "customers"), Read(again, "customers", "kept")));
    }

    [Fact]
    public async Task Backfill_WithAKeyThatIsNotTaken_EndsAndSaysWhy()
    {
        await using var account = await ExistingAccount.OpenAsync(
            new() { ["STRIPE_API_KEY"] = "sk_test_of_somebody_else" }, options: new SandboxOptions { ApiKey = "sk_test_of_a_test" });

        var done = await account.EndAsync(await account.BackfillAsync());

        Assert.All(done.GetProperty("objects").EnumerateArray(), static o => Assert.StartsWith("Authentication:", o.GetProperty("fault").GetString(), StringComparison.Ordinal));
        Assert.DoesNotContain("sk_test", account.Process.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backfill_WhoseProviderFails_SaysWhyAndCanBeCancelled()
    {
        await using var account = await ExistingAccount.OpenAsync();
        await account.Stripe.ControlAsync("faults", """{"kind":"error","status":500,"path":"/v1/products"}""");

        var backfill = await account.BackfillAsync();
        var path = $"/v1/backfills/{backfill.GetProperty("id").GetString()}";
        await Patiently.ReadAsync("The fault", () => account.GetAsync(path), static b => b.GetProperty("fault").ValueKind is JsonValueKind.String);
        using var cancelled = await account.Process.Client.PostAsync(new Uri($"{path}/cancel", UriKind.Relative), content: null);

        Assert.Equal("cancelled", (await account.GetAsync(path)).GetProperty("state").GetString());
        await account.BackfillAsync();
    }

    private static async Task FillAsync(SandboxClient stripe)
    {
        var price = await stripe.NewPriceAsync();
        var other = await stripe.NewPriceAsync(2_900);
        var customers = new List<string>();
        for (var i = 0; i < 14; i++)
        {
            customers.Add(await stripe.NewCustomerAsync());
        }

        for (var i = 0; i < 7; i++)
        {
            var subscription = (await stripe.PostAsync("/v1/subscriptions", "customer", customers[i], "items[0][price]", i % 2 == 0 ? price : other)).Id;
            if (i == 3)
            {
                await stripe.DeleteAsync($"/v1/subscriptions/{subscription}");
            }
        }

        await stripe.PostAsync($"/v1/customers/{customers[9]}", "email", "grace@example.com");
        await stripe.DeleteAsync($"/v1/customers/{customers[13]}");
    }

    private static int Read(JsonElement backfill, string kind, string count = "read") =>
        backfill.GetProperty("objects").EnumerateArray().Single(o => o.GetProperty("kind").GetString() == kind).GetProperty(count).GetInt32();

    private static string Column(string kind) => kind switch
    {
        "products" => "name",
        "prices" => "unit_amount",
        "customers" => "email",
        _ => "status",
    };

    private static string Describe(JsonElement truth) => string.Create(
        CultureInfo.InvariantCulture,
        $"{truth.GetProperty("id").GetString()} {truth.GetProperty("columns").GetProperty(Column(truth.GetProperty("table").GetString()!)).GetString()} false");
}
