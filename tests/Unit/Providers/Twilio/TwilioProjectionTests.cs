using System.Text;
using Signalbox.Messages;
using Signalbox.Projections;

namespace Signalbox.Tests.Unit.Providers.Twilio;

/// <summary>Twilio's callbacks in the shapes of its documents.</summary>
public sealed class TwilioProjectionTests
{
    private const string Stream = "twilio/message/SM1f0e8ae6ade43cb3c0ce4525424e404f";

    [Fact]
    public void StatusCallback_IsAMessageEvent_AtTheTimeOfArrival()
    {
        var sent = FactReading.One<MessageEventFact>(
            Stream,
            "message.sent",
            "SmsSid=SM1f0e8ae6ade43cb3c0ce4525424e404f&SmsStatus=sent&MessageStatus=sent&To=%2B15558675309&MessageSid=SM1f0e8ae6ade43cb3c0ce4525424e404f&AccountSid=ACfake&From=%2B15017122661&ApiVersion=2010-04-01",
            occurredAt: 0);

        Assert.Equal(("SM1f0e8ae6ade43cb3c0ce4525424e404f", "sms", "outbound", "+15558675309", "+15017122661"), (sent.MessageId, sent.Channel, sent.Direction, sent.Recipient, sent.Sender));
        Assert.Equal(("sent", "sent", 1_700_000_500_000L), (sent.Step.Status, sent.Step.Milestone, sent.Head.AsOf));
        Assert.Contains("\"MessageStatus\":\"sent\"", Encoding.UTF8.GetString(sent.Head.Raw.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void RefusedForOptOut_SuppressesTheRecipient_ForThatSender()
    {
        var facts = FactReading.Facts(Stream, "message.failed", "MessageSid=SM1&MessageStatus=failed&ErrorCode=21610&To=whatsapp%3A%2B1555&From=whatsapp%3A%2B1999");

        Assert.Equal(("failed", "21610", "whatsapp"), facts[0] is MessageEventFact m ? (m.Step.Status, m.ErrorCode, m.Channel) : default);
        var suppression = Assert.IsType<SuppressionFact>(facts[1]);
        Assert.Equal(("whatsapp:+1555:+1999", "stop", "+1555"), (suppression.Head.Id, suppression.Reason, suppression.Address));
    }

    [Theory]
    [InlineData("Body=Stop+", "stop")]
    [InlineData("Body=unstop", "resubscribe")]
    [InlineData("Body=anything&OptOutType=STOP", "stop")]
    [InlineData("Body=STOP&OptOutType=HELP", null)]
    [InlineData("Body=please+stop", null)]
    public void IncomingKeyword_OptsOutOrIn(string parameters, string? reason)
    {
        var facts = FactReading.Facts(Stream, "message.received", $"MessageSid=SM1&From=%2B1555&To=%2B1999&MessagingServiceSid=MGfake&{parameters}");

        Assert.Equal(("inbound", "received"), facts[0] is MessageEventFact m ? (m.Direction, m.Step.Status) : default);
        Assert.Equal(reason, facts.OfType<SuppressionFact>().SingleOrDefault()?.Reason);
        Assert.All(facts.OfType<SuppressionFact>(), f => Assert.Equal("sms:+1555:MGfake", f.Head.Id));
    }

    [Fact]
    public void JsonCallback_ReadsTheSame()
    {
        var fact = FactReading.One<MessageEventFact>(Stream, "message.delivered", """{"MessageSid":"SM1","MessageStatus":"delivered","To":"+1555","NumSegments":2}""");

        Assert.Equal(("delivered", "+1555", 2L), (fact.Step.Status, fact.Recipient, fact.Segments));
    }

    [Theory]
    [InlineData("call.completed", "CallSid=CA1")]
    [InlineData("message.sent", "To=%2B1555")]
    public void WithoutAMessage_NothingIsProjected(string type, string payload) => Assert.Empty(FactReading.Facts("twilio/endpoint/main", type, payload));

    [Fact]
    public void Statuses_InTheOrderOfTheirLife_OnlyRise()
    {
        string[] life = ["scheduled", "accepted", "queued", "sending", "sent", "undelivered", "delivered", "read"];

        Assert.Equal(life, life.OrderBy(static s => MessageStatuses.OfText(s).Rank));
        Assert.Distinct(life.Select(static s => MessageStatuses.OfText(s).Rank));
    }

    [Fact]
    public void Suppression_TooLongForAnId_IsLeftOut() => Assert.Null(SuppressionReasons.Of(
        new FactHead("twilio", "x", new FactOrder(0, 1, 0, "e"), 1, null, Stream, 1, default), "sms", new string('1', 254), SuppressionReasons.Stop, "scope"));
}
