using Signalbox.Messages;

namespace Signalbox.Tests.Unit.Providers.SendGrid;

/// <summary>SendGrid's events in the shapes of its documents.</summary>
public sealed class SendGridProjectionTests
{
    private const string Stream = "sendgrid/message/14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0";

    [Theory]
    [InlineData("processed", "", "processed", "queued", null)]
    [InlineData("deferred", "\"response\":\"400 try again later\",\"attempt\":\"5\",", "deferred", null, "400 try again later")]
    [InlineData("delivered", "\"response\":\"200 OK\",", "delivered", "delivered", null)]
    [InlineData("bounce", "\"type\":\"blocked\",\"reason\":\"mailbox full\",", "blocked", "failed", "mailbox full")]
    [InlineData("dropped", "\"reason\":\"Bounced Address\",", "dropped", "failed", "Bounced Address")]
    [InlineData("open", "", null, "opened", null)]
    [InlineData("click", "\"url\":\"https://example.com\",", null, "clicked", null)]
    public void Event_IsAStepOfItsMessage(string name, string fields, string? status, string? milestone, string? reason)
    {
        var fact = FactReading.One<MessageEventFact>(Stream, $"email.{name}", Payload(name, fields));

        Assert.Equal((status, milestone, reason), (fact.Step.Status, fact.Step.Milestone, fact.ErrorReason));
        Assert.Equal(("14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0", "14c5d75ce93.dfd.64b469", "example@test.com"), (fact.MessageId, fact.GroupId, fact.Recipient));
    }

    [Theory]
    [InlineData("bounce", "\"type\":\"bounce\",\"reason\":\"500 unknown recipient\",", "bounce", "email:example@test.com")]
    [InlineData("spamreport", "", "complaint", "email:example@test.com")]
    [InlineData("unsubscribe", "", "unsubscribe", "email:example@test.com")]
    [InlineData("group_unsubscribe", "\"asm_group_id\":10,", "unsubscribe", "email:example@test.com:group-10")]
    [InlineData("group_resubscribe", "\"asm_group_id\":10,", "resubscribe", "email:example@test.com:group-10")]
    public void Refusal_IsASuppression(string name, string fields, string reason, string id)
    {
        var suppression = Assert.Single(FactReading.Facts(Stream, $"email.{name}", Payload(name, fields)).OfType<SuppressionFact>());

        Assert.Equal((reason, id), (suppression.Reason, suppression.Head.Id));
        Assert.Equal(reason == "resubscribe", suppression.Head.DeletedAt is not null);
    }

    [Fact]
    public void WithoutAMessageId_OnlyTheSuppressionIsRead() => Assert.IsType<SuppressionFact>(Assert.Single(
        FactReading.Facts("sendgrid/recipient/example@test.com", "email.unsubscribe", """{"email":"example@test.com","timestamp":1513299569,"event":"unsubscribe","sg_event_id":"x"}""")));

    [Theory]
    [InlineData("LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0", "LRzXl_NHStOGhQ4kofSm_A")]
    [InlineData("LRzXl_NHStOGhQ4kofSm_A.recvd-5f5fc-1", "LRzXl_NHStOGhQ4kofSm_A")]
    [InlineData("plain", "plain")]
    public void Group_IsTheIdThatTheRequestWasAnsweredWith(string message, string group) => Assert.Equal(
        group, FactReading.One<MessageEventFact>(Stream, "email.open", $$"""{"email":"a@b.c","event":"open","sg_message_id":"{{message}}"}""").GroupId);

    private static string Payload(string name, string fields) =>
        $$"""{"email":"Example@test.com","timestamp":1513299569,"smtp-id":"<14c5d75ce93.dfd.64b469@ismtpd-555>","event":"{{name}}",{{fields}}"category":["cat facts"],"sg_event_id":"sg_1","sg_message_id":"14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0"}""";
}
