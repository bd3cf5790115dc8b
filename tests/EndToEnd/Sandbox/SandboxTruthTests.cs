using System.Text.Json;
using Signalbox.Sandbox;

namespace Signalbox.Tests.EndToEnd.Sandbox;

/// <summary>Whatever is called, in whatever order: reads, events and ground truth say the same.</summary>
public sealed class SandboxTruthTests
{
    private const int Calls = 300;

    private static readonly string[] Cards =
    [
        "pm_card_visa", "pm_card_visa", "pm_card_chargeDeclined", "pm_card_chargeDeclinedInsufficientFunds", "pm_card_authenticationRequired",
        "pm_card_chargeCustomerFail",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task AnyCalls_EveryObjectIsAsItsLastEventSaid(int seed)
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Seed = seed });
        using var client = new SandboxClient(server);
        var statuses = await PlayAsync(client, new Random(seed));
        Assert.DoesNotContain(500, statuses);
        Assert.Contains(402, statuses);

        var (last, events) = await LastCopiesAsync(client);
        var truth = await client.GetAsync("/sandbox/truth");
        Assert.Equal(200, truth.Status);
        Assert.True(events > Calls, $"Only {events} events: the calls did nothing.");
        foreach (var (id, copy) in last.Where(static one => PathOf(one.Value) is not null))
        {
            var read = await client.GetAsync($"{PathOf(copy)}/{id}");
            var isGone = read.Json.TryGetProperty("deleted", out var deleted) && deleted.GetBoolean();
            Assert.True(isGone || read.Body == copy.GetRawText(), $"{id} (seed {seed}) reads {read.Body} and its last event said {copy.GetRawText()}");
        }

        foreach (var row in truth.Json.GetProperty("objects").EnumerateArray().Where(static row => row.GetProperty("table").GetString() != "subscription_items"))
        {
            var copy = last[row.GetProperty("id").GetString()!];
            if (copy.TryGetProperty("status", out var status))
            {
                Assert.Equal(status.GetString(), row.GetProperty("columns").GetProperty("status").GetString());
            }
        }
    }

    private static async Task<List<int>> PlayAsync(SandboxClient client, Random random)
    {
        var (ids, statuses) = (new Dictionary<string, List<string>>(), new List<int>());
        var price = await client.NewPriceAsync();
        var yearly = (await client.PostAsync(
            "/v1/prices", "currency", "eur", "unit_amount", "9900", "recurring[interval]", "year", "product_data[name]", "Signal box, by the year")).Id;
        for (var i = 0; i < Calls; i++)
        {
            var reply = await CallAsync(client, random, Any, price, yearly);
            statuses.Add(reply.Status);
            var made = reply.Status == 402 && reply.Error.TryGetProperty("payment_intent", out var payment) ? payment : reply.Json;
            if (made.TryGetProperty("id", out var id) && made.TryGetProperty("object", out var kind))
            {
                ids.TryAdd(kind.GetString()!, []);
                ids[kind.GetString()!].Add(id.GetString()!);
            }
        }

        return statuses;

        string Any(string kind) => ids.TryGetValue(kind, out var some) ? some[random.Next(some.Count)] : "none";
    }

    private static Task<Reply> CallAsync(SandboxClient client, Random random, Func<string, string> any, string price, string yearly)
    {
        var card = Cards[random.Next(Cards.Length)];
        var (customer, payment, subscription) = (any("customer"), any("payment_intent"), any("subscription"));
        return random.Next(20) switch
        {
            0 or 1 => client.PostAsync("/v1/customers", "name", $"No. {random.Next()}", "payment_method", card),
            2 => client.PostAsync($"/v1/customers/{customer}", "metadata[n]", $"{random.Next()}", "invoice_settings[default_payment_method]", card),
            3 => random.Next(4) == 0 ? client.DeleteAsync($"/v1/customers/{customer}") : client.GetAsync($"/v1/customers/{customer}"),
            4 or 5 => client.PayAsync($"key-{random.Next()}", card, random.Next(50, 9000)),
            6 => client.PostAsync("/v1/payment_intents", "amount", "5000", "currency", "eur", "customer", customer, "payment_method", "pm_card_visa", "confirm", "true", "capture_method", "manual"),
            7 => client.PostAsync($"/v1/payment_intents/{payment}/confirm", "payment_method", card),
            8 => client.PostAsync($"/v1/payment_intents/{payment}/confirm"),
            9 => client.PostAsync($"/v1/payment_intents/{payment}/capture", "amount_to_capture", $"{random.Next(1, 5000)}"),
            10 => client.PostAsync($"/v1/payment_intents/{payment}/cancel"),
            11 => client.PostAsync("/v1/refunds", "payment_intent", payment, "amount", $"{random.Next(1, 3000)}"),
            12 or 13 => client.PostAsync(
                "/v1/subscriptions", "customer", customer, "items[0][price]", random.Next(2) == 0 ? price : yearly, "items[0][quantity]", $"{random.Next(1, 9)}",
                "payment_behavior", random.Next(2) == 0 ? "default_incomplete" : "allow_incomplete"),
            14 => client.PostAsync("/v1/subscriptions", "customer", customer, "items[0][price]", price, "trial_period_days", "5", "trial_settings[end_behavior][missing_payment_method]", "pause"),
            15 => client.PostAsync(
                $"/v1/subscriptions/{subscription}", "items[0][price]", yearly, "proration_behavior", random.Next(2) == 0 ? "always_invoice" : "create_prorations",
                "cancel_at_period_end", random.Next(2) == 0 ? "true" : "false"),
            16 => random.Next(2) == 0 ? client.DeleteAsync($"/v1/subscriptions/{subscription}") : client.PostAsync($"/v1/subscriptions/{subscription}/resume"),
            17 => client.GetAsync($"/v1/subscriptions/{subscription}?expand[]=latest_invoice"),
            18 => PayLatestAsync(client, subscription, card),
            _ => client.ControlAsync("clock", $$"""{"advance_seconds":{{random.Next(1, 6 * 86400)}}}"""),
        };
    }

    private static async Task<Reply> PayLatestAsync(SandboxClient client, string subscription, string card)
    {
        var read = await client.GetAsync($"/v1/subscriptions/{subscription}");
        return read.Status == 200 ? await client.PostAsync($"/v1/invoices/{read["latest_invoice"]}/pay", "payment_method", card) : read;
    }

    /// <summary>The last copy of every object that the truth's events carried, and how many events there were.</summary>
    private static async Task<(Dictionary<string, JsonElement> Last, int Events)> LastCopiesAsync(SandboxClient client)
    {
        var last = new Dictionary<string, JsonElement>();
        var events = (await client.TruthAsync()).GetProperty("events");
        await using var receiver = await WebhookReceiver.StartAsync();
        await client.ControlAsync("webhook-endpoints", $$"""{"url":"{{receiver.Address}}","secrets":["{{WebhookReceiver.Secret}}"]}""");
        foreach (var one in events.EnumerateArray())
        {
            await client.ControlAsync($"events/{one.GetProperty("id").GetString()}/resend", "");
            var copy = (await receiver.NextAsync()).Json.GetProperty("data").GetProperty("object");

            // A plan has its price's id, and is told of first.
            last[copy.GetProperty("id").GetString()!] = copy;
        }

        return (last, events.GetArrayLength());
    }

    private static string? PathOf(JsonElement copy) => copy.GetProperty("object").GetString() switch
    {
        "customer" => "/v1/customers",
        "payment_intent" => "/v1/payment_intents",
        "charge" => "/v1/charges",
        "refund" => "/v1/refunds",
        "subscription" => "/v1/subscriptions",
        "invoice" => "/v1/invoices",
        "product" => "/v1/products",
        "price" => "/v1/prices",
        _ => null,
    };
}
