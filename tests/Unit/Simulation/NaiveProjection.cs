using System.Text.Json;
using Signalbox.Simulation;

namespace Signalbox.Tests.Unit.Simulation;

/// <summary>
/// What a receiver that gets everything once and in true order ends with: the last copy wins. Written without a look at how
/// the simulation keeps its truth.
/// </summary>
internal sealed class NaiveProjection
{
    private readonly Dictionary<string, JsonElement> _last = [];
    private readonly HashSet<string> _deleted = [];
    private readonly Dictionary<string, (string Subscription, JsonElement Item)> _items = [];

    internal NaiveProjection(IEnumerable<SimulatedEvent> events)
    {
        foreach (var one in events)
        {
            var body = JsonElement.Parse(one.Body);
            var copy = body.GetProperty("data").GetProperty("object");
            var key = $"{copy.GetProperty("object").GetString()}:{copy.GetProperty("id").GetString()}";
            _last[key] = copy;
            if (one.Type.EndsWith(".deleted", StringComparison.Ordinal))
            {
                _deleted.Add(key);
            }

            if (one.ObjectKind == "subscription")
            {
                foreach (var item in copy.GetProperty("items").GetProperty("data").EnumerateArray())
                {
                    _items[item.GetProperty("id").GetString()!] = (one.ObjectId, item);
                }
            }
        }
    }

    internal Dictionary<(string Table, string Id), Dictionary<string, string?>> Rows()
    {
        var rows = new Dictionary<(string Table, string Id), Dictionary<string, string?>>();
        foreach (var (key, copy) in _last)
        {
            var id = copy.GetProperty("id").GetString()!;
            Dictionary<string, string?> Read(params string[] names) => names.ToDictionary(name => name, name => Text(copy, name));
            var (table, row) = key.Split(':')[0] switch
            {
                "customer" => ("customers", Read("id", "email", "name", "delinquent", "currency", "balance")),
                "subscription" => ("subscriptions", Subscription(copy)),
                "invoice" => ("invoices", Invoice(copy)),
                "payment_intent" => ("payments", Payment(copy)),
                "charge" => ("charges", Reference(Read("id", "amount", "amount_refunded", "refunded", "disputed", "status"), copy, "payment_intent", "customer")),
                "dispute" => ("disputes", Reference(Read("id", "status", "amount", "reason"), copy, "charge", "payment_intent")),
                "checkout.session" => ("checkout_sessions", Reference(
                    Read("id", "status", "payment_status", "mode", "amount_total", "currency"), copy, "customer", "subscription", "payment_intent")),
                "product" => ("products", Read("id", "name", "active")),
                "price" => ("prices", Price(Reference(Read("id", "active", "currency", "unit_amount"), copy, "product"), copy)),
                _ => (null, null),
            };
            if (table is null)
            {
                continue;
            }

            if (table is "customers" or "subscriptions" or "invoices" or "products" or "prices")
            {
                row!["deleted"] = _deleted.Contains(key) ? "true" : "false";
            }

            rows.Add((table, id), row!);
        }

        foreach (var (id, (subscription, item)) in _items)
        {
            var present = Items(_last[$"subscription:{subscription}"]).Any(one => Text(one, "id") == id);
            rows.Add(("subscription_items", id), new Dictionary<string, string?>
            {
                ["id"] = id,
                ["subscription_id"] = subscription,
                ["price_id"] = Text(item.GetProperty("price"), "id"),
                ["product_id"] = Text(item.GetProperty("price"), "product"),
                ["quantity"] = Text(item, "quantity"),
                ["deleted"] = present ? "false" : "true",
            });
        }

        return rows;
    }

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? Text(value) : null;

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Object => value.GetProperty("id").GetString(),
        _ => value.GetRawText(),
    };

    private static JsonElement.ArrayEnumerator Items(JsonElement subscription) => subscription.GetProperty("items").GetProperty("data").EnumerateArray();

    private static Dictionary<string, string?> Reference(Dictionary<string, string?> row, JsonElement copy, params string[] names)
    {
        foreach (var name in names)
        {
            row[$"{name}_id"] = Text(copy, name);
        }

        return row;
    }

    private static Dictionary<string, string?> Price(Dictionary<string, string?> row, JsonElement copy)
    {
        var recurring = copy.GetProperty("recurring");
        row["recurring_interval"] = recurring.ValueKind is JsonValueKind.Null ? null : Text(recurring, "interval");
        return row;
    }

    private static Dictionary<string, string?> Subscription(JsonElement copy)
    {
        var first = Items(copy).First();
        return new Dictionary<string, string?>
        {
            ["id"] = Text(copy, "id"),
            ["customer_id"] = Text(copy, "customer"),
            ["status"] = Text(copy, "status"),
            ["price_id"] = Text(first.GetProperty("price"), "id"),
            ["quantity"] = Text(first, "quantity"),
            ["current_period_end"] = Text(copy, "current_period_end") ?? Text(first, "current_period_end"),
            ["cancel_at_period_end"] = Text(copy, "cancel_at_period_end"),
            ["canceled_at"] = Text(copy, "canceled_at"),
            ["trial_end"] = Text(copy, "trial_end"),
        };
    }

    private static Dictionary<string, string?> Invoice(JsonElement copy)
    {
        var row = new[] { "id", "status", "amount_due", "amount_paid", "amount_remaining", "currency", "total" }.ToDictionary(name => name, name => Text(copy, name));
        row["customer_id"] = Text(copy, "customer");
        row["subscription_id"] = copy.TryGetProperty("parent", out var parent) && parent.ValueKind is JsonValueKind.Object
            ? Text(parent.GetProperty("subscription_details"), "subscription")
            : Text(copy, "subscription");
        return row;
    }

    private Dictionary<string, string?> Payment(JsonElement copy)
    {
        var row = new[] { "id", "status", "amount", "amount_received", "currency", "latest_charge" }.ToDictionary(name => name, name => Text(copy, name));
        var charges = _last.Values.Where(one => Text(one, "object") == "charge" && Text(one, "payment_intent") == row["id"]).ToList();
        var disputes = _last.Values.Where(one => Text(one, "object") == "dispute" && Text(one, "payment_intent") == row["id"]);
        row["customer_id"] = Text(copy, "customer");
        row["amount_refunded"] = $"{charges.Sum(charge => charge.GetProperty("amount_refunded").GetInt64())}";
        row["refunded"] = charges.Exists(charge => charge.GetProperty("refunded").GetBoolean()) ? "true" : "false";
        row["disputed"] = charges.Exists(charge => charge.GetProperty("disputed").GetBoolean()) ? "true" : "false";
        row["dispute_status"] = disputes.OrderBy(dispute => dispute.GetProperty("created").GetInt64()).Select(dispute => Text(dispute, "status")).LastOrDefault();
        return row;
    }
}
