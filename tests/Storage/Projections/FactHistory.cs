using System.Text;
using Signalbox.Journal;

namespace Signalbox.Tests.Storage.Projections;

/// <summary>A random history of several providers' entities, in the order in which it happened.</summary>
internal static class FactHistory
{
    /// <summary>The accounts of the history, each named for its provider.</summary>
    internal static readonly string[] Providers = ["clerk", "twilio", "sendgrid", "resend", "ayrshare"];

    private static readonly string[] TextLife = ["queued", "sending", "sent", "delivered", "undelivered", "read"];
    private static readonly string[] GridEvents = ["processed", "deferred", "delivered", "open", "open", "click", "bounce", "dropped", "spamreport", "unsubscribe", "group_unsubscribe", "group_resubscribe"];
    private static readonly string[] ResendEvents = ["email.sent", "email.delivered", "email.delivery_delayed", "email.bounced", "email.complained", "email.opened", "email.clicked", "email.failed"];

    /// <summary>As many events as asked for; version and stream position are given when they are applied.</summary>
    internal static List<JournalEntry> Of(Random chance, int events) => [.. Enumerable.Range(0, events).Select(i => Event(chance, i))];

    private static JournalEntry Event(Random chance, int i)
    {
        // Few seconds, so that many events share one.
        var second = 1_700_000_000 + (i / 8);
        var entity = chance.Next(4);
        return Providers[chance.Next(Providers.Length)] switch
        {
            "clerk" => Clerk(chance, i, second, entity),
            "twilio" => Twilio(chance, i, second, entity),
            "sendgrid" => SendGrid(chance, i, second, entity),
            "resend" => Resend(chance, i, second, entity),
            _ => Ayrshare(chance, i, second, entity),
        };
    }

    private static JournalEntry Clerk(Random chance, int i, long second, int entity)
    {
        var updated = (second * 1000) + chance.Next(3);
        return chance.Next(8) switch
        {
            < 3 => Entry($"clerk/user/user_{entity}", $"msg_{i}", "user.updated", second, $$"""{"data":{"id":"user_{{entity}}","first_name":"N{{i}}","updated_at":{{updated}},"email_addresses":[{"id":"idn_1","email_address":"u{{entity}}@example.com"}]},"timestamp":{{updated}}}"""),
            3 when chance.Next(4) == 0 => Entry($"clerk/user/user_{entity}", $"msg_{i}", "user.deleted", second, $$"""{"data":{"id":"user_{{entity}}","deleted":true,"object":"user"},"timestamp":{{updated}}}"""),
            < 6 => Entry($"clerk/organization/org_{entity}", $"msg_{i}", chance.Next(9) == 0 ? "organizationMembership.deleted" : "organizationMembership.updated", second, $$"""{"data":{"id":"orgmem_{{entity}}","role":"org:r{{i}}","updated_at":{{updated}},"organization":{"id":"org_{{entity}}"},"public_user_data":{"user_id":"user_{{entity}}"} },"timestamp":{{updated}}}"""),
            _ => Entry($"clerk/user/user_{entity}", $"msg_{i}", chance.Next(5) == 0 ? "session.revoked" : "session.created", second, $$"""{"data":{"id":"sess_{{entity}}","user_id":"user_{{entity}}","updated_at":{{updated}}},"timestamp":{{updated}}}"""),
        };
    }

    private static JournalEntry Twilio(Random chance, int i, long second, int entity)
    {
        if (chance.Next(6) == 0)
        {
            var body = chance.Next(2) == 0 ? "STOP" : "START";
            return Entry($"twilio/message/SMi{i}", $"SMi{i}", "message.received", second, $"MessageSid=SMi{i}&From=%2B1555000{entity}&To=%2B15559999&Body={body}");
        }

        var status = TextLife[chance.Next(TextLife.Length)];
        var error = status == "undelivered" ? $"&ErrorCode=3000{chance.Next(9)}" : "";
        return Entry($"twilio/message/SM{entity}", $"SM{entity}-{i}", $"message.{status}", second, $"MessageSid=SM{entity}&MessageStatus={status}&To=%2B1555000{entity}&From=%2B15559999{error}");
    }

    private static JournalEntry SendGrid(Random chance, int i, long second, int entity)
    {
        var name = GridEvents[chance.Next(GridEvents.Length)];
        var type = chance.Next(2) == 0 ? "blocked" : "bounce";
        return Entry($"sendgrid/message/m{entity}.filter1", $"sg_{i}", $"email.{name}", second, $$"""{"email":"U{{entity % 2}}@example.com","timestamp":{{second}},"event":"{{name}}","type":"{{type}}","sg_event_id":"sg_{{i}}","sg_message_id":"m{{entity}}.filter1","asm_group_id":7,"reason":"r{{i}}"}""");
    }

    private static JournalEntry Resend(Random chance, int i, long second, int entity)
    {
        var type = ResendEvents[chance.Next(ResendEvents.Length)];
        var kind = chance.Next(2) == 0 ? "Transient" : "Permanent";
        return Entry($"resend/message/re_{entity}", $"msg_r{i}", type, second, $$"""{"type":"{{type}}","created_at":"{{DateTimeOffset.FromUnixTimeSeconds(second):O}}","data":{"email_id":"re_{{entity}}","from":"Acme <hi@acme.dev>","to":["u{{entity}}@example.com"],"subject":"Hello","bounce":{"type":"{{kind}}","message":"b{{i}}"} } }""");
    }

    private static JournalEntry Ayrshare(Random chance, int i, long second, int entity)
    {
        var created = $"{DateTimeOffset.FromUnixTimeSeconds(second):O}";
        return chance.Next(2) == 0
            ? Entry($"ayrshare/post/p{entity}", $"ay_{i}", "scheduled.success", second, $$"""{"action":"scheduled","created":"{{created}}","status":"{{(chance.Next(2) == 0 ? "success" : "error")}}","id":"p{{entity}}","refId":"ref_1","errors":[],"postIds":[{"platform":"facebook","id":"{{i}}"}]}""")
            : Entry($"ayrshare/profile/ref_{entity}", $"ay_{i}", "social", second, $$"""{"action":"social","created":"{{created}}","refId":"ref_{{entity}}","platform":"instagram","type":"{{(chance.Next(2) == 0 ? "link" : "unlink")}}","displayName":"d{{i}}"}""");
    }

    private static JournalEntry Entry(string stream, string id, string type, long second, string payload) =>
        new(stream, 0, 0, id, type, second, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(payload));
}
