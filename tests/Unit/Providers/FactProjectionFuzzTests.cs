using System.Reflection;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Signalbox.Projections;
using Signalbox.Streams;
using Signalbox.Tests.Unit.Streams;

namespace Signalbox.Tests.Unit.Providers;

/// <summary>Whatever an event holds, no projection throws, and none gives what PostgreSQL would refuse.</summary>
public sealed class FactProjectionFuzzTests
{
    private static readonly string[] Providers = ["clerk", "twilio", "sendgrid", "resend", "ayrshare", "supabase"];

    private static readonly string[] Types =
        ["user.updated", "user.deleted", "organizationMembership.created", "session.ended", "message.sent", "message.received", "email.bounced", "email.received", "contact.updated", "x", "", "."];

    private static readonly string[] Names =
    [
        "id", "data", "event", "email", "sg_message_id", "email_id", "to", "from", "type", "action", "refId", "platform", "postIds", "errors", "record", "old_record", "schema", "table",
        "updated_at", "timestamp", "created", "created_at", "email_addresses", "MessageSid", "To", "From", "Body", "bounce", "unsubscribed",
    ];

    [Fact]
    public void OddObject_NeverThrows() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Seeds.Any, static seed =>
        {
            var chance = new Random(seed);
            AssertReads(Encoding.UTF8.GetBytes(Object(chance, 3)), chance);
        }));

    [Fact]
    public void DamagedObject_NeverThrows() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1_000),
        Prop.ForAll(Seeds.Any, static seed =>
        {
            var chance = new Random(seed);
            var payload = Encoding.UTF8.GetBytes(Object(chance, 3));
            for (var i = chance.Next(4); i >= 0; i--)
            {
                payload[chance.Next(payload.Length)] = (byte)chance.Next(256);
            }

            AssertReads(payload, chance);
        }));

    [Fact]
    public void RandomBytes_NeverThrow() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), static bytes => AssertReads(bytes ?? [], new Random(1))));

    [Fact]
    public void Form_OfAnyText_NeverThrows() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Seeds.Any, static seed =>
        {
            var chance = new Random(seed);
            var text = new string([.. Enumerable.Range(0, 80).Select(_ => "&=%+0aFf\0é;MessageSid"[chance.Next(21)])]);
            AssertReads(Encoding.UTF8.GetBytes($"MessageSid=SM%00{text}&Body={text}&From=%ff%00%ed%a0%80&To={text}"), chance);
        }));

    [Theory]
    [InlineData(600)]
    [InlineData(200_000)]
    public void DeepNesting_NeverThrows(int depth) => AssertReads(
        Encoding.UTF8.GetBytes($$"""{"data":{"id":"x","to":{{new string('[', depth)}}{{new string(']', depth)}} },"record":{"id":{{new string('[', depth)}}{{new string(']', depth)}} } }"""), new Random(1));

    private static string Object(Random chance, int depth) =>
        $"{{{string.Join(',', Enumerable.Range(0, 1 + chance.Next(9)).Select(_ => $"\"{Names[chance.Next(Names.Length)]}\":{Value(chance, depth - 1)}"))}}}";

    private static string Value(Random chance, int depth) => chance.Next(4) switch
    {
        0 when depth > 0 => Object(chance, depth),
        1 when depth > 0 => $"[{Object(chance, depth)},{OddJson.Value(chance, 1)}]",
        2 => chance.Next(6) switch
        {
            0 => "\"a@example.com\"",
            1 => $"\"{new string('é', 300)}\"",
            2 => "\"open\"",
            3 => "\"social\"",
            4 => "\"INSERT\"",
            _ => "\"9999-12-31T23:59:59.9999999-14:00\"",
        },
        _ => OddJson.Value(chance, 1),
    };

    private static void AssertReads(byte[] payload, Random chance)
    {
        foreach (var provider in Providers)
        {
            foreach (var type in Types)
            {
                Assert.All(FactReading.Facts($"{provider}/message/m1", type, payload, occurredAt: chance.Next(2) == 0 ? 0 : chance.NextInt64(long.MinValue, long.MaxValue)), AssertStorable);
            }
        }
    }

    private static void AssertStorable(Fact fact)
    {
        Assert.InRange(fact.Head.Id.Length, 1, JsonFields.LongestId);
        Assert.InRange(fact.Head.AsOf, 0, (JsonFields.LastUnixSecond * 1000) + 999);
        AssertJson(fact.Head.Raw);
        foreach (var property in fact.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (property.GetValue(fact) is string text)
            {
                Assert.DoesNotContain('\0', text);
                Assert.Equal(text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
                Assert.True(text.Length <= 255 || property.Name is not ("Recipient" or "Sender" or "Email" or "Phone" or "GroupId" or "MessageId" or "UserId" or "ProfileId" or "Table" or "Schema" or "Address"));
            }
            else if (property.GetValue(fact) is ReadOnlyMemory<byte> json)
            {
                AssertJson(json);
            }
        }
    }

    private static void AssertJson(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 600 });
        Assert.True(System.Text.Unicode.Utf8.IsValid(json.Span));
    }
}
