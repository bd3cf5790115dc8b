using Signalbox.Messages;

namespace Signalbox.Tests.Unit.Providers.Resend;

/// <summary>Resend's events in the shapes of its documents.</summary>
public sealed class ResendProjectionTests
{
    private const string Stream = "resend/message/56761188-7520-42d8-8898-ff6fc54ce618";

    [Theory]
    [InlineData("email.sent", "sent", "sent")]
    [InlineData("email.scheduled", "scheduled", "queued")]
    [InlineData("email.delivered", "delivered", "delivered")]
    [InlineData("email.delivery_delayed", "deferred", null)]
    [InlineData("email.failed", "failed", "failed")]
    [InlineData("email.received", "received", "delivered")]
    [InlineData("email.opened", null, "opened")]
    [InlineData("email.clicked", null, "clicked")]
    public void Event_IsAStepOfItsMessage(string type, string? status, string? milestone)
    {
        var fact = FactReading.One<MessageEventFact>(Stream, type, Payload(type, "\"click\":{\"link\":\"https://resend.com\"},"));

        Assert.Equal((status, milestone), (fact.Step.Status, fact.Step.Milestone));
        Assert.Equal(("delivered@resend.dev", "onboarding@resend.dev", "Sending this example", "https://resend.com"), (fact.Recipient, fact.Sender, fact.Subject, fact.Url));
        Assert.Equal((1708653716126L, "8b146471-e88e-4322-86af-016cd36fd216"), (fact.Head.AsOf, fact.GroupId));
        Assert.Equal(type == "email.received" ? "inbound" : "outbound", fact.Direction);
    }

    [Theory]
    [InlineData("email.bounced", "Permanent", "bounce")]
    [InlineData("email.bounced", "Transient", null)]
    [InlineData("email.complained", "", "complaint")]
    [InlineData("email.suppressed", "", "refused")]
    public void Refusal_IsASuppression_UnlessItMayPass(string type, string bounce, string? reason)
    {
        var facts = FactReading.Facts(Stream, type, Payload(type, $$"""{{"\"bounce\""}}:{"message":"no such mailbox","subType":"General","type":"{{bounce}}"},"""));

        Assert.Equal(reason, facts.OfType<SuppressionFact>().SingleOrDefault()?.Reason);
        Assert.Equal("no such mailbox", facts.OfType<MessageEventFact>().Single().ErrorReason);
    }

    [Fact]
    public void Bounce_OfSeveralRecipients_DoesNotSayWhose() => Assert.IsType<MessageEventFact>(Assert.Single(FactReading.Facts(
        Stream, "email.bounced", """{"created_at":"2024-02-23T02:02:00Z","data":{"email_id":"re_1","to":["a@example.com","b@example.com"],"bounce":{"type":"Permanent"} } }""")));

    [Theory]
    [InlineData("contact.updated", "true", "unsubscribe")]
    [InlineData("contact.created", "true", "unsubscribe")]
    [InlineData("contact.updated", "false", "resubscribe")]
    [InlineData("contact.created", "false", null)]
    public void Contact_UnsubscribesOrComesBack(string type, string unsubscribed, string? reason)
    {
        var facts = FactReading.Facts(
            "resend/contact/c_1",
            type,
            $$"""{"type":"{{type}}","created_at":"2024-10-11T23:47:56.678Z","data":{"id":"c_1","audience_id":"aud_1","updated_at":"2024-10-11T23:47:56.678Z","email":"Steve@example.com","unsubscribed":{{unsubscribed}} } }""");

        Assert.Equal(reason, facts.OfType<SuppressionFact>().SingleOrDefault()?.Reason);
        Assert.All(facts, static f => Assert.Equal("email:steve@example.com:aud_1", f.Head.Id));
    }

    private static string Payload(string type, string fields) => $$"""
        {"type":"{{type}}","created_at":"2024-02-23T02:01:56.126033+00:00","data":{"broadcast_id":"8b146471-e88e-4322-86af-016cd36fd216",{{fields}}
          "created_at":"2024-02-22T23:41:11.894719+00:00","email_id":"56761188-7520-42d8-8898-ff6fc54ce618","from":"Onboarding <onboarding@resend.dev>",
          "to":["Delivered@resend.dev"],"subject":"Sending this example","tags":{"category":"confirm_email"} } }
        """;
}
