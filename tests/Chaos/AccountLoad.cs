using System.Globalization;
using System.Text.Json;

namespace Signalbox.Tests.Chaos;

/// <summary>What a lively product does at its provider, until there were enough events: customers, subscriptions, payments, often several changes at once.</summary>
internal sealed class AccountLoad(ProviderSide provider, int seed, int events)
{
    private const int Workers = 4;
    private const int MostCustomersEach = 12;
    private int _reached;

    /// <summary>How many events there were when it was last looked.</summary>
    internal int Reached => Volatile.Read(ref _reached);

    internal async Task RunAsync()
    {
        var price = await provider.CallAsync(
            HttpMethod.Post, "prices", "currency", "eur", "unit_amount", "1900", "recurring[interval]", "month", "product_data[name]", "Signal box");
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => WorkAsync(new Random(seed + worker), Id(price))));
    }

    private async Task WorkAsync(Random chance, string price)
    {
        var (customers, subscriptions, charged) = (new List<string>(), new List<string>(), new List<string>());
        while ((_reached = (await provider.OverviewAsync()).Events) < events)
        {
            switch (customers.Count == 0 ? 0 : chance.Next(9))
            {
                case 0 or 1 when customers.Count < MostCustomersEach:
                    customers.Add(Id(await provider.CallAsync(HttpMethod.Post, "customers", "email", Mail(chance), "payment_method", "pm_card_visa")));
                    break;
                case 2:
                    subscriptions.Add(Id(await provider.CallAsync(HttpMethod.Post, "subscriptions", "customer", Any(chance, customers), "items[0][price]", price)));
                    break;
                case 3 when subscriptions.Count > 0:
                    await BurstAsync($"subscriptions/{Any(chance, subscriptions)}", chance, "metadata[seat]");
                    break;
                case 4 when subscriptions.Count > 2:
                    var ended = Any(chance, subscriptions);
                    subscriptions.Remove(ended);
                    await provider.CallAsync(HttpMethod.Delete, $"subscriptions/{ended}");
                    break;
                case 5:
                    var paid = await provider.CallAsync(
                        HttpMethod.Post, "payment_intents", "amount", Number(chance.Next(100, 9_000)), "currency", "eur", "customer", Any(chance, customers), "payment_method",
                        chance.Next(4) == 0 ? "pm_card_chargeDeclined" : "pm_card_visa", "confirm", "true");
                    if (paid.TryGetProperty("status", out var status) && status.GetString() == "succeeded")
                    {
                        charged.Add(Id(paid));
                    }

                    break;
                case 6 when charged.Count > 0:
                    var refunded = Any(chance, charged);
                    charged.Remove(refunded);
                    await provider.CallAsync(HttpMethod.Post, "refunds", "payment_intent", refunded, "amount", "60");
                    break;
                case 7 when customers.Count > MostCustomersEach / 2 && subscriptions.Count == 0:
                    var gone = Any(chance, customers);
                    customers.Remove(gone);
                    await provider.CallAsync(HttpMethod.Delete, $"customers/{gone}");
                    break;
                default:
                    await BurstAsync($"customers/{Any(chance, customers)}", chance, "name");
                    break;
            }
        }
    }

    private async Task BurstAsync(string path, Random chance, string field)
    {
        for (var changes = chance.Next(1, 9); changes > 0; changes--)
        {
            await provider.CallAsync(HttpMethod.Post, path, field, Number(chance.Next()));
        }
    }

    private static string Id(JsonElement one) => one.GetProperty("id").GetString()!;

    private static string Any(Random chance, List<string> ids) => ids[chance.Next(ids.Count)];

    private static string Mail(Random chance) => $"{Number(chance.Next())}@example.com";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
