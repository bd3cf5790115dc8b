using System.Text;
using Microsoft.AspNetCore.Http;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;
using Signalbox.Providers.Stripe;
using Signalbox.Tests.Unit.Providers.Stripe;

namespace Signalbox.Tests.Unit.Providers.Definitions;

public sealed class BuiltInTests
{
    public static TheoryData<string> Names => [.. BuiltInDefinitions.Names];

    /// <summary>Provider, headers ("Name: value" by semicolons), body, and then id, type, stream and unix time of its event.</summary>
    public static TheoryData<string, string, string, string, string, string, long> Events => new()
    {
        { "clerk", "svix-id: msg_1", """{"data":{"id":"user_29w"},"timestamp":1654012591835,"type":"user.created"}""", "msg_1", "user.created", "user/user_29w", 1654012591 },
        { "clerk", "webhook-id: msg_2", """{"data":{"id":"sess_1","user_id":"user_29w"},"type":"session.ended"}""", "msg_2", "session.ended", "user/user_29w", 0 },
        { "clerk", "svix-id: msg_3", """{"data":{"id":"orgmem_1","organization":{"id":"org_1"}},"type":"organizationMembership.created"}""", "msg_3", "organizationMembership.created", "organization/org_1", 0 },
        { "clerk", "svix-id: msg_4", """{"data":{"id":"orginv_1","organization_id":"org_1"},"type":"organizationInvitation.created"}""", "msg_4", "organizationInvitation.created", "organization/org_1", 0 },
        { "clerk", "svix-id: msg_5", """{"data":{"id":"sms_1"},"type":"sms.created"}""", "msg_5", "sms.created", "endpoint/main", 0 },
        { "resend", "svix-id: msg_6", """{"type":"email.sent","created_at":"2023-02-22T23:41:12.126Z","data":{"email_id":"56761188"}}""", "msg_6", "email.sent", "message/56761188", 1677109272 },
        { "resend", "svix-id: msg_7", """{"type":"contact.created","data":{"id":"e1"}}""", "msg_7", "contact.created", "contact/e1", 0 },
        { "twilio", "Content-Type: application/x-www-form-urlencoded", "MessageSid=SM1&MessageStatus=Delivered&SmsSid=SM1&SmsStatus=delivered", "SM1.delivered", "message.delivered", "message/SM1", 0 },
        { "twilio", "Content-Type: application/x-www-form-urlencoded", "MessageSid=SM1&MessageStatus=failed&ErrorCode=30003", "SM1.failed.30003", "message.failed", "message/SM1", 0 },
        { "twilio", "Content-Type: application/x-www-form-urlencoded", "SmsSid=SM2&SmsStatus=received&Body=a%2Bb", "SM2.received", "message.received", "message/SM2", 0 },
        { "twilio", "Content-Type: application/x-www-form-urlencoded", "CallSid=CA1&CallStatus=in-progress&SequenceNumber=2&Timestamp=Fri%2C%2024%20May%202019%2017%3A44%3A50%20%2B0000", "CA1.in-progress.2", "call.in-progress", "call/CA1", 1558719890 },
        { "ayrshare", "", """{"action":"post","status":"success","id":"p1","refId":"r1","hookId":"h1","created":"2023-01-05T01:18:47Z"}""", "h1", "post.success", "post/p1", 1672881527 },
        { "ayrshare", "", """{"action":"social","type":"link","refId":"r1","hookId":"h2"}""", "h2", "social", "profile/r1", 0 },
        { "github", "X-GitHub-Event: issues; X-GitHub-Delivery: d1", """{"action":"opened","repository":{"full_name":"o/r"}}""", "d1", "issues.opened", "repository/o/r", 0 },
        { "github", "X-GitHub-Event: push; X-GitHub-Delivery: d2", """{"repository":{"full_name":"o/r"}}""", "d2", "push", "repository/o/r", 0 },
        { "shopify", "X-Shopify-Topic: orders/create; X-Shopify-Webhook-Id: w1; X-Shopify-Triggered-At: 2026-01-01T00:00:00.5Z", """{"id":820982911946154508}""", "w1", "orders/create", "orders/820982911946154508", 1767225600 },
        { "slack", "", """{"type":"event_callback","team_id":"T1","event_id":"Ev1","event_time":1234567890,"event":{"type":"message"}}""", "Ev1", "message", "team/T1", 1234567890 },
        { "supabase", "X-Webhook-Id: s1", """{"type":"INSERT","table":"users","schema":"public","record":{"id":7},"old_record":null}""", "s1", "users.insert", "row/public.users/7", 0 },
        { "supabase", "X-Webhook-Id: s2", """{"type":"DELETE","table":"users","schema":"public","record":null,"old_record":{"id":"x"}}""", "s2", "users.delete", "row/public.users/x", 0 },
        { "standard-webhooks", "webhook-id: m1", """{"type":"a.b","timestamp":"2026-01-01T00:00:00Z","data":{}}""", "m1", "a.b", "endpoint/main", 1767225600 },
    };

    [Fact]
    public void Names_AreThoseOfTheProviders() => Assert.Equal(
        ["ayrshare", "clerk", "github", "resend", "sendgrid", "shopify", "slack", "standard-webhooks", "stripe", "supabase", "twilio"],
        BuiltInDefinitions.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_EveryBuiltIn_HasItsFilesName(string name) => Assert.Equal(name, BuiltInDefinitions.Read(name).Name);

    [Theory]
    [MemberData(nameof(Events))]
    public void Read_AnEvent_FindsIdTypeStreamAndTime(string provider, string headers, string body, string id, string type, string stream, long time)
    {
        var content = Read(provider, headers, body);

        Assert.Equal(EnvelopeFault.None, content.Fault);
        Assert.True(content.IsOne);
        var e = content.Envelope;
        Assert.Equal((id, type, stream, time), (e.Id, e.Type, $"{e.Kind}/{e.EntityId}", e.OccurredAt));
    }

    [Fact]
    public void Read_WithoutAnId_IsKnownByItsBytes()
    {
        var first = Read("github", "X-GitHub-Event: push", "{}").Envelope.Id;

        Assert.Equal("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", first);
        Assert.NotEqual(first, Read("github", "X-GitHub-Event: push", "{ }").Envelope.Id);
    }

    [Fact]
    public void Read_TwilioAsksWhatACallDoes_EachAnswerIsAnEvent()
    {
        // The action of <Gather>: the same call in the same state, without a SequenceNumber.
        static EventEnvelope Gathered(string digits) => Read(
            "twilio", "Content-Type: application/x-www-form-urlencoded", $"CallSid=CA1&CallStatus=in-progress&msg=Gather+End&Digits={digits}").Envelope;

        Assert.NotEqual(Gathered("1").Id, Gathered("2").Id);
        Assert.Equal(Gathered("1"), Gathered("1"));
        Assert.Equal(("call.in-progress", "call", "CA1"), (Gathered("1").Type, Gathered("1").Kind, Gathered("1").EntityId));
    }

    [Fact]
    public void Read_SendGridsArray_GivesEachEventItsOwnBytes()
    {
        const string First = """{"email":"a@example.com","event":"delivered","sg_event_id":"e1","sg_message_id":"m1","timestamp":1513299569}""";
        const string Second = """{ "email":"a@example.com", "event":"bounce", "sg_event_id":"e2" }""";

        var content = Read("sendgrid", "", $"[\r\n{First},{Second} , {{\"sg_event_id\":\"e3\"}}, 7]\r\n");

        Assert.False(content.IsOne);
        Assert.Equal(
            ["e1|email.delivered|message/m1|1513299569", "e2|email.bounce|recipient/a@example.com|0", "*|unreadable|endpoint/main|0", "*|unreadable|endpoint/main|0"],
            content.Events!.Select(static e => $"{(e.Envelope.Id.StartsWith("sha256:", StringComparison.Ordinal) ? "*" : e.Envelope.Id)}|{e.Envelope.Type}|{e.Envelope.Kind}/{e.Envelope.EntityId}|{e.Envelope.OccurredAt}"));
        Assert.Equal([First, Second, """{"sg_event_id":"e3"}""", "7"], content.Events!.Select(static e => Encoding.UTF8.GetString(e.Payload.Span)));
        Assert.Equal(4, content.Events!.DistinctBy(static e => e.Envelope.Id).Count());
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("[{}]", 1)]
    public void Read_Array_HoldsWhatItHolds(string body, int events) => Assert.Equal(events, Read("sendgrid", "", body).Events!.Count);

    [Fact]
    public void Read_MoreEventsThanAllowed_IsRefused() =>
        Assert.Equal(EnvelopeFault.TooManyEvents, Read("sendgrid", "", $"[{string.Join(',', Enumerable.Repeat("{}", 1001))}]").Fault);

    [Fact]
    public void Read_SlacksHandshake_RepeatsTheChallenge()
    {
        var content = Read("slack", "", """{"token":"x","challenge":"3eZbrw1aB","type":"url_verification"}""");

        Assert.Equal(("3eZbrw1aB", false, EnvelopeFault.None), (content.Reply, content.IsOne, content.Fault));
    }

    [Theory]
    [InlineData("slack", """{"type":"url_verification"}""", EnvelopeFault.BadHandshake)]
    [InlineData("slack", "[]", EnvelopeFault.NotAnObject)]
    [InlineData("slack", "{", EnvelopeFault.NotJson)]
    [InlineData("slack", "", EnvelopeFault.NotJson)]
    [InlineData("sendgrid", "7", EnvelopeFault.NoEvents)]
    [InlineData("clerk", "{}", EnvelopeFault.MissingType)]
    [InlineData("clerk", """{"type":"user.created"}""", EnvelopeFault.MissingId)]
    [InlineData("slack", """{"type":"a\u0000"}""", EnvelopeFault.BadType)]
    [InlineData("slack", """{"type":"\ud800"}""", EnvelopeFault.MissingType)]
    [InlineData("slack", """{"type":"a","event_id":"\n"}""", EnvelopeFault.BadId)]
    [InlineData("slack", """{"type":"a","event_id":"1","team_id":"\u0007"}""", EnvelopeFault.BadEntityId)]
    public void Read_NoEvent_SaysWhy(string provider, string body, EnvelopeFault fault) => Assert.Equal(fault, Read(provider, "", body).Fault);

    [Fact]
    public void Read_StripesDefinition_AgreesWithItsOwnReader()
    {
        var defined = new DefinedProvider(BuiltInDefinitions.Read("stripe"));
        string[] samples =
        [
            StripeSamples.Invoice,
            StripeSamples.Event("customer.created", """{"id":"cus_1","object":"customer"}"""),
            StripeSamples.Event("customer.subscription.updated", """{"id":"sub_1","object":"subscription","customer":"cus_1"}"""),
            StripeSamples.Event("customer.tax_id.created", """{"id":"txi_1","object":"tax_id","customer":{"id":"cus_1"}}"""),
            StripeSamples.Event("invoice.paid", """{"id":"in_1","object":"invoice","customer":"cus_1"}"""),
            StripeSamples.Event("payment_intent.succeeded", """{"id":"pi_1","object":"payment_intent","customer":"cus_1"}"""),
            StripeSamples.Event("payout.paid", """{"id":"po_1","object":"payout"}"""),
        ];
        foreach (var sample in samples)
        {
            var request = Requests.With(Encoding.UTF8.GetBytes(sample));
            var own = new StripeWebhooks().Read(request).Envelope;

            Assert.Equal(own with { Livemode = true }, defined.Read(request).Envelope);
        }
    }

    private static WebhookContent Read(string provider, string headers, string body)
    {
        var dictionary = new HeaderDictionary();
        foreach (var header in headers.Split("; ", StringSplitOptions.RemoveEmptyEntries))
        {
            dictionary.Append(header[..header.IndexOf(':', StringComparison.Ordinal)], header[(header.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        }

        return new DefinedProvider(BuiltInDefinitions.Read(provider)).Read(new WebhookRequest("POST", "https", "example.com", "/", dictionary, Encoding.UTF8.GetBytes(body)));
    }
}
