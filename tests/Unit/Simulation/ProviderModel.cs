using System.Net;
using System.Text;
using System.Text.Json;
using Signalbox.Simulation;

namespace Signalbox.Tests.Unit.Simulation;

/// <summary>
/// What one can know from a provider's webhooks alone, whatever order they come in: by the times and ranks that they carry, and by the order of
/// coming only where there is nothing else. Written for the test, from the bodies, without any of the simulation's knowledge.
/// </summary>
internal sealed class ProviderModel
{
    private readonly Dictionary<(string Table, string Id), (long Order, Dictionary<string, string?> Columns)> _rows = [];
    private readonly HashSet<(string Table, string Id)> _gone = [];
    private readonly HashSet<string> _seen = [];
    private long _arrival;

    internal static ProviderModel Of(string provider, IEnumerable<SimulatedEvent> webhooks)
    {
        var model = new ProviderModel();
        foreach (var webhook in webhooks)
        {
            model.Read(provider, webhook);
        }

        return model;
    }

    internal IEnumerable<(string Table, string Id, IReadOnlyDictionary<string, string?> Columns)> Rows() => _rows.Select(row =>
    {
        // Whoever is deleted is an id without anything else, whatever comes later; only a membership is deleted whole.
        var isGone = _gone.Contains(row.Key);
        var columns = row.Value.Columns.ToDictionary(column => column.Key, column => isGone && row.Key.Table != "memberships" ? null : column.Value);
        columns["id"] = row.Key.Id;
        columns.TryAdd("deleted", isGone ? "true" : "false");
        return (row.Key.Table, row.Key.Id, (IReadOnlyDictionary<string, string?>)columns);
    });

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? Text(value) : null;

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    private static long Time(string iso) => DateTimeOffset.Parse(iso, provider: null).ToUnixTimeMilliseconds();

    private void Read(string provider, SimulatedEvent webhook)
    {
        _arrival++;
        if (!webhook.IsSentOnce && !_seen.Add(webhook.Id))
        {
            return;
        }

        switch (provider)
        {
            case "clerk":
                Clerk(JsonElement.Parse(webhook.Body));
                break;
            case "twilio":
                Twilio(Form(webhook.Body));
                break;
            case "sendgrid":
                foreach (var one in JsonElement.Parse(webhook.Body).EnumerateArray())
                {
                    SendGrid(one);
                }

                break;
            case "resend":
                Resend(JsonElement.Parse(webhook.Body));
                break;
            case "ayrshare":
                Ayrshare(JsonElement.Parse(webhook.Body));
                break;
            case "supabase":
                Supabase(JsonElement.Parse(webhook.Body));
                break;
        }
    }

    private static Dictionary<string, string> Form(byte[] body) => Encoding.ASCII.GetString(body).Split('&').Select(pair => pair.Split('='))
        .ToDictionary(pair => pair[0], pair => WebUtility.UrlDecode(pair[1]));

    private void Clerk(JsonElement body)
    {
        var type = Text(body, "type")!;
        var data = body.GetProperty("data");
        var id = Text(data, "id")!;
        var table = type.Split('.')[0] switch { "user" => "users", "organization" => "organizations", "organizationMembership" => "memberships", "session" => "sessions", _ => null };
        if (table is null)
        {
            return;
        }

        if (type.EndsWith(".deleted", StringComparison.Ordinal))
        {
            _gone.Add((table, id));
        }

        if (data.TryGetProperty("updated_at", out var updated))
        {
            Keep(table, id, updated.GetInt64(), table switch
            {
                "users" => new()
                {
                    ["email"] = Primary(data, "email_addresses", "primary_email_address_id", "email_address"),
                    ["phone"] = Primary(data, "phone_numbers", "primary_phone_number_id", "phone_number"),
                    ["username"] = Text(data, "username"),
                    ["first_name"] = Text(data, "first_name"),
                    ["last_name"] = Text(data, "last_name"),
                    ["external_id"] = Text(data, "external_id"),
                    ["banned"] = Text(data, "banned"),
                },
                "organizations" => new() { ["name"] = Text(data, "name"), ["slug"] = Text(data, "slug") },
                "memberships" => new()
                {
                    ["user_id"] = Text(data.GetProperty("public_user_data"), "user_id"),
                    ["organization_id"] = Text(data.GetProperty("organization"), "id"),
                    ["role"] = Text(data, "role"),
                },
                _ => new() { ["user_id"] = Text(data, "user_id"), ["status"] = Text(data, "status") },
            });
        }
    }

    private static string? Primary(JsonElement user, string list, string primary, string value) =>
        user.GetProperty(list).EnumerateArray().Where(one => Text(one, "id") == Text(user, primary)).Select(one => Text(one, value)).SingleOrDefault();

    private void Twilio(Dictionary<string, string> form)
    {
        if (form.ContainsKey("CallSid"))
        {
            return;
        }

        var isInbound = form["SmsStatus"] == "received";
        var channel = form["To"].StartsWith("whatsapp:", StringComparison.Ordinal) ? "whatsapp" : "sms";
        Message(form["MessageSid"], Array.IndexOf(["queued", "sent", "delivered", "undelivered", "failed", "read", "received"], form["SmsStatus"]), new()
        {
            ["provider"] = "twilio",
            ["channel"] = channel,
            ["direction"] = isInbound ? "inbound" : "outbound",
            ["recipient"] = form["To"].Split(':')[^1],
            ["sender"] = form["From"].Split(':')[^1],
            ["subject"] = null,
            ["group_id"] = form.GetValueOrDefault("MessagingServiceSid"),
            ["status"] = form["SmsStatus"],
            ["error_code"] = form.GetValueOrDefault("ErrorCode"),
        });
        Count(form["MessageSid"], form["SmsStatus"] == "read", isClick: false);
        if (form.GetValueOrDefault("OptOutType") is "STOP" or "START")
        {
            Suppress("sms", form["From"], form["MessagingServiceSid"], _arrival, "stop", form["OptOutType"] == "START");
        }
    }

    private void SendGrid(JsonElement one)
    {
        var (type, email, time) = (Text(one, "event")!, Text(one, "email")!, one.GetProperty("timestamp").GetInt64());
        if (Text(one, "sg_message_id") is { } id)
        {
            var status = type != "bounce" ? type : Text(one, "type") == "blocked" ? "blocked" : "bounced";
            Message(id, Array.IndexOf(["processed", "deferred", "delivered", "blocked", "bounced", "dropped"], status), Email("sendgrid", email, status, Text(one, "status")));
            _rows[("messages", id)].Columns["group_id"] = id.Split('.')[0];
            Count(id, type == "open", type == "click");
        }

        switch (type)
        {
            case "bounce" when Text(one, "type") == "bounce":
                Suppress("email", email, scope: null, time, "bounce");
                break;
            case "spamreport":
                Suppress("email", email, scope: null, time, "complaint");
                break;
            case "unsubscribe":
                Suppress("email", email, scope: null, time, "unsubscribe");
                break;
            case "group_unsubscribe" or "group_resubscribe":
                Suppress("email", email, $"group-{Text(one, "asm_group_id")}", time, "unsubscribe", isLifted: type == "group_resubscribe");
                break;
        }
    }

    private void Resend(JsonElement body)
    {
        var (type, data, time) = (Text(body, "type")!, body.GetProperty("data"), Time(Text(body, "created_at")!));
        if (type.StartsWith("email.", StringComparison.Ordinal))
        {
            var (id, what, to) = (Text(data, "email_id")!, type["email.".Length..], data.GetProperty("to")[0].GetString()!);
            var status = what == "delivery_delayed" ? "deferred" : what;
            var code = data.TryGetProperty("bounce", out var bounce) ? Text(bounce, "subType") : null;
            Message(id, Array.IndexOf(["scheduled", "sent", "deferred", "delivered", "bounced", "failed"], status), Email("resend", to, status, code));
            _rows[("messages", id)].Columns["sender"] = Text(data, "from")!.Split('<', '>')[1];
            _rows[("messages", id)].Columns["subject"] = Text(data, "subject");
            Count(id, what == "opened", what == "clicked");
            if (what == "complained" || (what == "bounced" && Text(data.GetProperty("bounce"), "type") == "Permanent"))
            {
                Suppress("email", to, scope: null, time, what == "bounced" ? "bounce" : "complaint");
            }
        }
        else if (type == "contact.updated")
        {
            Suppress("email", Text(data, "email")!, Text(data, "audience_id"), time, "unsubscribe", isLifted: !data.GetProperty("unsubscribed").GetBoolean());
        }
    }

    private void Ayrshare(JsonElement body)
    {
        var profile = Text(body, "refId");
        if (Text(body, "action") == "social")
        {
            var platform = Text(body, "platform");
            Keep("social_accounts", $"{profile}:{platform}", Time(Text(body, "created")!), new()
            {
                ["profile_id"] = profile,
                ["platform"] = platform,
                ["status"] = Text(body, "type") + "ed",
                ["deleted"] = Text(body, "type") == "link" ? "false" : "true",
            });
            return;
        }

        Keep("social_posts", Text(body, "id")!, Time(Text(body, "created")!), new() { ["profile_id"] = profile, ["status"] = Text(body, "status") });
    }

    private void Supabase(JsonElement body)
    {
        var isDelete = Text(body, "type") == "DELETE";
        var (schema, table) = (Text(body, "schema"), Text(body, "table"));
        var key = Text(body.GetProperty(isDelete ? "old_record" : "record"), "id")!;
        Keep("supabase_rows", $"{schema}.{table}:{key}", _arrival, new()
        {
            ["schema_name"] = schema,
            ["table_name"] = table,
            ["key"] = key,
            ["operation"] = Text(body, "type")!.ToLowerInvariant(),
            ["deleted"] = isDelete ? "true" : "false",
        });
    }

    private static Dictionary<string, string?> Email(string provider, string recipient, string status, string? code) => new()
    {
        ["provider"] = provider,
        ["channel"] = "email",
        ["direction"] = "outbound",
        ["recipient"] = recipient,
        ["sender"] = null,
        ["subject"] = null,
        ["group_id"] = null,
        ["status"] = status,
        ["error_code"] = code,
    };

    // A rank below 0 is an event that says nothing of the delivery.
    private void Message(string id, int rank, Dictionary<string, string?> columns)
    {
        var known = _rows.GetValueOrDefault(("messages", id)).Columns;
        columns["opens"] = known?["opens"] ?? "0";
        columns["clicks"] = known?["clicks"] ?? "0";
        Keep("messages", id, rank, columns);
    }

    private void Count(string id, bool isOpen, bool isClick)
    {
        var columns = _rows[("messages", id)].Columns;
        columns["opens"] = $"{int.Parse(columns["opens"]!) + (isOpen ? 1 : 0)}";
        columns["clicks"] = $"{int.Parse(columns["clicks"]!) + (isClick ? 1 : 0)}";
    }

    private void Suppress(string channel, string address, string? scope, long time, string reason, bool isLifted = false) =>
        Keep("suppressions", scope is null ? $"{channel}:{address}" : $"{channel}:{address}:{scope}", time, new()
        {
            ["channel"] = channel,
            ["address"] = address,
            ["scope"] = scope,
            ["reason"] = isLifted ? "resubscribe" : reason,
            ["deleted"] = isLifted ? "true" : "false",
        });

    private void Keep(string table, string id, long order, Dictionary<string, string?> columns)
    {
        if (!_rows.TryGetValue((table, id), out var known) || order > known.Order)
        {
            _rows[(table, id)] = (order, columns);
        }
    }
}
