using Npgsql;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Chaos;

/// <summary>Payments through two processes that are killed at random, at a provider whose answers get lost: each is charged exactly once, and every operation settles.</summary>
public sealed class PaymentTests(ITestOutputHelper output)
{
    private const string ApiKey = "sbk_chaos_not_a_real_key_0123456789";

    // A payment takes effect and its answer is lost, or it does not take effect.
    private static readonly string[] Faults =
    [
        """{"kind":"reset","path":"/v1/payment_intents","after_effect":true,"probability":0.03}""",
        """{"kind":"malformed","path":"/v1/payment_intents","after_effect":true,"probability":0.01}""",
        """{"kind":"hang","path":"/v1/payment_intents","after_effect":true,"probability":0.01}""",
        """{"kind":"error","status":503,"path":"/v1/payment_intents","probability":0.03}""",
        """{"kind":"rate_limit","retry_after_seconds":1,"path":"/v1/payment_intents","probability":0.002}""",
    ];

    [Fact]
    public async Task ProcessesKilled_EachPaymentIsChargedOnceAndSettles()
    {
        var (seed, payments, kills) = (ChaosPlan.NewSeed(), ChaosPlan.IsLong ? 2_000 : 200, ChaosPlan.IsLong ? 16 : 3);
        output.WriteLine($"chaos: payments: seed {seed} (SIGNALBOX_CHAOS_SEED={seed} replays the plan)");
        var chance = new Random(seed);
        await using var provider = await ProviderSide.StartAsync(seed);
        await using var database = await TestDatabase.CreateAsync();
        await using var first = await ChaosProcess.StartAsync(database.ConnectionString, SettingsFor(provider));
        await using var second = await ChaosProcess.StartAsync(database.ConnectionString, SettingsFor(provider));
        IReadOnlyList<ChaosProcess> processes = [first, second];
        try
        {
            await provider.ControlAsync("webhook-endpoints", $$"""{"url":"{{new Uri(first.Address, "ingest/stripe")}}","secrets":["{{ChaosProcess.WebhookSecret}}"]}""");
            var customers = new List<string>();
            for (var i = 0; i < 10; i++)
            {
                customers.Add((await provider.CallAsync(HttpMethod.Post, "customers", "email", $"payer-{i}@example.com")).GetProperty("id").GetString()!);
            }

            foreach (var fault in Faults)
            {
                await provider.ControlAsync("faults", fault);
            }

            using var cashiers = new Cashiers([first.Address, second.Address], ApiKey, customers, seed, payments);
            var paying = cashiers.RunAsync();
            foreach (var killAt in Enumerable.Range(0, kills).Select(_ => (int)(payments * (0.03 + (0.92 * chance.NextDouble())))).Order().ToList())
            {
                await cashiers.WaitForAsync(killAt);
                await processes[chance.Next(processes.Count)].KillAsync(chance);
            }

            await paying;
            await AssertAsync(seed, provider, database.DataSource, cashiers, payments);
            output.WriteLine($"chaos: payments: {payments} payments in {cashiers.Sent} sendings, {kills} kills");
        }
        catch
        {
            output.WriteLine(first.LogTail());
            output.WriteLine(second.LogTail());
            throw;
        }
    }

    private static Dictionary<string, string> SettingsFor(ProviderSide provider) => new()
    {
        ["SIGNALBOX_API_KEY"] = ApiKey,
        ["STRIPE_API_KEY"] = "sk_test_not_a_real_key",
        ["Signalbox__Accounts__stripe__ApiBaseUrl"] = provider.Address.ToString(),
        ["Signalbox__Accounts__stripe__RequestsPerSecond"] = "500",
        ["Signalbox__Operations__Lease"] = "00:00:05",
        ["Signalbox__Operations__CallTimeout"] = "00:00:02",
        ["Signalbox__Operations__FirstWait"] = "00:00:00.050",
        ["Signalbox__Operations__SettleInterval"] = "00:00:00.100",
        ["Signalbox__Reads__SettleInterval"] = "00:00:01",
        ["Signalbox__Reads__SettleAfter"] = "00:00:03",
    };

    private static async Task AssertAsync(int seed, ProviderSide provider, NpgsqlDataSource database, Cashiers cashiers, int payments)
    {
        var charges = await provider.ChargesByKeyAsync();
        Assert.Equal(payments, cashiers.Operations.Count);
        Assert.Equal(cashiers.Operations.Values.Order(StringComparer.Ordinal), charges.Keys.Order(StringComparer.Ordinal));
        Assert.All(charges.Values, static count => Assert.Equal(1, count));

        await Patiently.UntilNoneAsync("operations are not settled", database, "SELECT count(*) FROM operations WHERE finished_at IS NULL");
        await Patiently.UntilNoneAsync("webhooks are on their way", async () => (await provider.OverviewAsync()).Unfinished);
        await new StreamWatch(database).WaitUntilAppliedAsync();
        await Patiently.UntilNoneAsync("rows are not confirmed", database, "SELECT (SELECT count(*) FROM payment_intents WHERE provisional) + (SELECT count(*) FROM charges WHERE provisional)");
        await new Aftermath(database, seed, await provider.EventsAsync(), (await provider.TruthAsync()).Rows).AssertProjectionsAsync();
    }
}
