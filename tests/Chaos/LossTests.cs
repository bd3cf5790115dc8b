using Npgsql;

namespace Signalbox.Tests.Chaos;

/// <summary>
/// An account that is busy while its webhooks are lost, doubled, delayed and overtaken, its list of events fails now and then and the process is
/// killed: in the end the journal has every event once, and every projection shows what is true.
/// </summary>
public sealed class LossTests(ITestOutputHelper output)
{
    private const string ProvisionalSql = """
        SELECT (SELECT count(*) FROM customers WHERE provisional) + (SELECT count(*) FROM subscriptions WHERE provisional) + (SELECT count(*) FROM invoices WHERE provisional)
             + (SELECT count(*) FROM payment_intents WHERE provisional) + (SELECT count(*) FROM charges WHERE provisional) + (SELECT count(*) FROM prices WHERE provisional)
             + (SELECT count(*) FROM products WHERE provisional)
        """;

    private static readonly string[] Faults =
    [
        """{"kind":"drop","probability":0.01}""",
        """{"kind":"duplicate","probability":0.05}""",
        """{"kind":"delay","probability":0.05,"delay_ms":3000}""",
        """{"kind":"reorder","probability":0.1,"places":8,"delay_ms":500}""",
    ];

    [Fact]
    public async Task WebhooksLostDoubledDelayedAndReordered_EveryEventOnceAndEveryRowTrue()
    {
        var (seed, events) = (ChaosPlan.NewSeed(), ChaosPlan.IsLong ? 10_000 : 1_500);
        output.WriteLine($"chaos: webhooks lost: seed {seed} (SIGNALBOX_CHAOS_SEED={seed} replays the load)");
        await using var provider = await ProviderSide.StartAsync(seed);
        await using var process = await ChaosProcess.StartAsync(settings: SettingsFor(provider));
        await using var database = process.Connect();
        try
        {
            await provider.ControlAsync("webhook-endpoints", $$"""{"url":"{{new Uri(process.Address, "ingest/stripe")}}","secrets":["{{ChaosProcess.WebhookSecret}}"]}""");
            foreach (var fault in Faults)
            {
                await provider.ControlAsync("webhook-faults", fault);
            }

            await provider.ControlAsync("faults", """{"kind":"error","status":503,"path":"/v1/events","probability":0.05}""");
            var load = new AccountLoad(provider, seed, events);
            var loading = load.RunAsync();
            while (load.Reached < events / 2 && !loading.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }

            await process.KillAsync(new Random(seed));
            await loading;
            await AssertAsync(seed, provider, database);
        }
        catch
        {
            output.WriteLine(process.LogTail());
            throw;
        }
    }

    private static Dictionary<string, string> SettingsFor(ProviderSide provider) => new()
    {
        ["STRIPE_API_KEY"] = "sk_test_not_a_real_key",
        ["Signalbox__Accounts__stripe__ApiBaseUrl"] = provider.Address.ToString(),
        ["Signalbox__Accounts__stripe__RequestsPerSecond"] = "500",
        ["Signalbox__Gaps__Interval"] = "00:00:01",
        ["Signalbox__Gaps__Lag"] = "00:00:03",
        ["Signalbox__Gaps__Lease"] = "00:00:03",
        ["Signalbox__Reads__SettleInterval"] = "00:00:01",
        ["Signalbox__Reads__SettleAfter"] = "00:00:05",
    };

    private async Task AssertAsync(int seed, ProviderSide provider, NpgsqlDataSource database)
    {
        await Patiently.UntilNoneAsync("webhooks are on their way", async () => (await provider.OverviewAsync()).Unfinished);
        var sent = await provider.EventsAsync();
        await Patiently.UntilNoneAsync("events are missing", async () => sent.Count - await Patiently.CountAsync(database, "SELECT count(*) FROM journal"));
        await new StreamWatch(database).WaitUntilAppliedAsync();

        await Patiently.UntilNoneAsync("rows are not confirmed", database, ProvisionalSql);
        var truth = await provider.TruthAsync();
        var aftermath = new Aftermath(database, seed, sent, truth.Rows);
        await aftermath.AssertJournalAsync([.. sent.Keys]);
        await aftermath.AssertStreamsAsync();
        await aftermath.AssertProjectionsAsync();
        var found = await FoundAsync(database);
        var reads = truth.ReadsByObject.Values.Sum();
        output.WriteLine(
            $"chaos: webhooks lost: {sent.Count} events, {truth.Dropped.Count} that no webhook brought, {found.Count} found in the list first, {reads} reads of {truth.ReadsByObject.Count} objects, at most {truth.ReadsByObject.Values.Max()} of one");
        Assert.NotEmpty(truth.Dropped);
        Assert.DoesNotContain(truth.Dropped, id => !found.Contains(id));

        // A burst of changes costs at most two reads: none costs more than two an event, and all together far fewer than there are events.
        Assert.DoesNotContain(truth.ReadsByObject, read => read.Value > 2 * truth.EventsByObject.GetValueOrDefault(read.Key));
        Assert.InRange(reads, 1, sent.Count * 2 / 3);
    }

    private static async Task<HashSet<string>> FoundAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT event_id FROM journal WHERE headers = 'Signalbox-Received-Via: event-list'");
        await using var reader = await command.ExecuteReaderAsync();
        var found = new HashSet<string>();
        while (await reader.ReadAsync())
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }
}
