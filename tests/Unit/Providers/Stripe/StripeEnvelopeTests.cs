using System.Text;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;
using static Signalbox.Tests.Unit.Providers.Stripe.StripeSamples;

namespace Signalbox.Tests.Unit.Providers.Stripe;

public sealed class StripeEnvelopeTests
{
    [Fact]
    public void Read_WholeEvent_FindsEachFieldAtItsOwnLevel() =>
        Assert.Equal(new EventEnvelope("evt_1PxInvoice", "invoice.paid", 1_795_199_990, Livemode: true, "subscription", "sub_1Px"), Read(Invoice));

    [Fact]
    public void Read_UnknownType_IsWelcome() =>
        Assert.Equal(new EventEnvelope("e", "moon.landed", 0, Livemode: false, "endpoint", "main"), Read("""{"id":"e","type":"moon.landed"}"""));

    [Theory]
    [InlineData("", EnvelopeFault.NotJson)]
    [InlineData("   ", EnvelopeFault.NotJson)]
    [InlineData("null", EnvelopeFault.NotAnObject)]
    [InlineData("1", EnvelopeFault.NotAnObject)]
    [InlineData("[]", EnvelopeFault.NotAnObject)]
    [InlineData("""[{"id":"evt_1","type":"a"}]""", EnvelopeFault.NotAnObject)]
    [InlineData("[1", EnvelopeFault.NotJson)]
    [InlineData("\"evt_1\"", EnvelopeFault.NotAnObject)]
    [InlineData("""{"id":"evt_1","type":"a"}{}""", EnvelopeFault.NotJson)]
    [InlineData("""{"id":"evt_1","type":"a"} x""", EnvelopeFault.NotJson)]
    [InlineData("""{"id":"evt_1","type":"a",}""", EnvelopeFault.NotJson)]
    [InlineData("""{"id":"evt_1","type":"a"/**/}""", EnvelopeFault.NotJson)]
    [InlineData("""{"id":"evt_1","type":"a","x":NaN}""", EnvelopeFault.NotJson)]
    [InlineData("""{"id":"evt_1","type":"a","x":01}""", EnvelopeFault.NotJson)]
    [InlineData("{\"id\":\"evt_1\",\"type\":\"a\n\"}", EnvelopeFault.NotJson)]
    [InlineData("\ufeff{\"id\":\"evt_1\",\"type\":\"a\"}", EnvelopeFault.NotJson)]
    [InlineData("{\"id\":\"evt_1\",\"type\":\"a\"}\0", EnvelopeFault.NotJson)]
    [InlineData("{}", EnvelopeFault.MissingId)]
    [InlineData("""{"id":null,"type":"a"}""", EnvelopeFault.MissingId)]
    [InlineData("""{"ID":"evt_1","type":"a"}""", EnvelopeFault.MissingId)]
    [InlineData("""{"data":{"id":"evt_1"},"type":"a"}""", EnvelopeFault.MissingId)]
    [InlineData("""{"id":"","type":"a"}""", EnvelopeFault.BadId)]
    [InlineData("""{"id":7,"type":"a"}""", EnvelopeFault.BadId)]
    [InlineData("""{"id":{"id":"evt_1"},"type":"a"}""", EnvelopeFault.BadId)]
    [InlineData("""{"id":"evt_\u0000","type":"a"}""", EnvelopeFault.BadId)]
    [InlineData("""{"id":"evt_\r\nx","type":"a"}""", EnvelopeFault.BadId)]
    [InlineData("""{"id":"evt_\u007f","type":"a"}""", EnvelopeFault.BadId)]
    [InlineData("""{"id":"evt_\u0085","type":"a"}""", EnvelopeFault.BadId)]
    [InlineData("""{"id":"evt_\ud800","type":"a"}""", EnvelopeFault.BadId)]
    [InlineData("""{"id":"evt_1"}""", EnvelopeFault.MissingType)]
    [InlineData("""{"id":"evt_1","type":null}""", EnvelopeFault.MissingType)]
    [InlineData("""{"id":"evt_1","type":""}""", EnvelopeFault.BadType)]
    [InlineData("""{"id":"evt_1","type":["a"]}""", EnvelopeFault.BadType)]
    [InlineData("""{"id":"evt_1","type":"a\tb"}""", EnvelopeFault.BadType)]
    public void Read_NoEvent_SaysWhy(string json, EnvelopeFault fault) => Assert.Equal(fault, FaultOf(json));

    [Theory]
    [InlineData("\"cus_\\u0000\"")]
    [InlineData("\"cus_\\r\\nX-Injected: 1\"")]
    [InlineData("\"cus_\\udc00\"")]
    [InlineData("{\"id\":\"cus_\\u001b[2J\"}")]
    public void Read_OddEntityId_IsAFault(string customer) =>
        Assert.Equal(EnvelopeFault.BadEntityId, FaultOf(Event("charge.succeeded", $$"""{"customer":{{customer}}}""")));

    [Theory]
    [InlineData(255, EnvelopeFault.None)]
    [InlineData(256, EnvelopeFault.BadId)]
    [InlineData(100_000, EnvelopeFault.BadId)]
    public void Read_LongIds_EndAt255Characters(int length, EnvelopeFault fault)
    {
        foreach (var character in new[] { "x", "é", "日", "\\u0041", "\\n".Replace('n', '/') })
        {
            var id = string.Concat(Enumerable.Repeat(character, length));

            Assert.Equal(fault, FaultOf($$"""{"id":"{{id}}","type":"a"}"""));
            Assert.Equal(fault is EnvelopeFault.None ? fault : EnvelopeFault.BadType, FaultOf($$"""{"id":"a","type":"{{id}}"}"""));
            Assert.Equal(
                fault is EnvelopeFault.None ? fault : EnvelopeFault.BadEntityId,
                FaultOf(Event("charge.failed", $$"""{"customer":"{{id}}"}""")));
        }
    }

    [Fact]
    public void Read_EscapedIds_AreTheTextThatTheyStandFor()
    {
        var envelope = Read("""{"id":"\u0065vt_\u00e9\ud83d\ude00\/1","type":"charge\u002efailed","data":{"object":{"customer":"\u0063us_1"}}}""");

        Assert.Equal(new EventEnvelope("evt_é😀/1", "charge.failed", 0, Livemode: false, "customer", "cus_1"), envelope);
    }

    [Theory]
    [InlineData("1795199990", 1_795_199_990)]
    [InlineData("0", 0)]
    [InlineData("253402300799", 253_402_300_799)]
    [InlineData("253402300800", 0)]
    [InlineData("-1", 0)]
    [InlineData("1.5", 0)]
    [InlineData("1e9", 0)]
    [InlineData("99999999999999999999", 0)]
    [InlineData("null", 0)]
    [InlineData("\"2024-09-17T06:20:52.246Z\"", 0)]
    [InlineData("{\"created\":5}", 0)]
    [InlineData("[5]", 0)]
    public void Read_Created_OddValuesAreZero(string created, long expected) =>
        Assert.Equal(expected, Read($$"""{"created":{{created}},"id":"evt_1","type":"a"}""").OccurredAt);

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("null", false)]
    [InlineData("\"true\"", false)]
    [InlineData("[true]", false)]
    [InlineData("1", false)]
    public void Read_Livemode_IsTrueOnlyIfTrue(string livemode, bool expected) =>
        Assert.Equal(expected, Read($$"""{"livemode":{{livemode}},"id":"evt_1","type":"a"}""").Livemode);

    [Fact]
    public void Read_RepeatedNames_LastCountsWithAllThatItHolds()
    {
        var envelope = Read("""
            {"id":"evt_1","type":"invoice.paid","livemode":true,"created":1,
             "data":{"object":{"id":"in_1","customer":"cus_1","subscription":"sub_1"}},
             "data":{"object":{"subscription":"sub_2","customer":"cus_2"},"object":{"customer":"cus_3","customer":"cus_4"}},
             "\u0069d":"evt_2","type":"invoice.sent","livemode":false,"created":2}
            """);

        Assert.Equal(new EventEnvelope("evt_2", "invoice.sent", 2, Livemode: false, "customer", "cus_4"), envelope);
    }

    [Theory]
    [InlineData("""{"id":"evt_1","type":"charge.failed","data":{"object":{"customer":"cus_1"}},"data":null}""")]
    [InlineData("""{"id":"evt_1","type":"charge.failed","data":{"object":{"customer":"cus_1"},"object":null}}""")]
    [InlineData("""{"id":"evt_1","type":"charge.failed","data":{"object":{"customer":"cus_1","customer":null}}}""")]
    [InlineData("""{"id":"evt_1","type":"charge.failed","data":{"object":{"customer":{"id":"cus_1","id":null}}}}""")]
    [InlineData("""{"id":"evt_1","type":"invoice.paid","data":{"object":{"parent":{"subscription_details":{"subscription":"sub_1"}},"parent":{}}}}""")]
    [InlineData("""{"id":"e","type":"invoice.paid","data":{"object":{"parent":{"subscription_details":{"subscription":"sub_1"},"subscription_details":null}}}}""")]
    public void Read_RepeatedNameTakesItBack_NothingOfTheFirstIsLeft(string json) => Assert.Equal("main", Read(json).EntityId);

    [Theory]
    [InlineData(StripeEnvelope.MaxDepth - 1, EnvelopeFault.None)]
    [InlineData(StripeEnvelope.MaxDepth, EnvelopeFault.NotJson)]
    [InlineData(400_000, EnvelopeFault.NotJson)]
    public void Read_Nesting_EndsAtTheLimit(int depth, EnvelopeFault fault)
    {
        var nested = new string('[', depth) + new string(']', depth);

        Assert.Equal(fault, FaultOf($$"""{"x":{{nested}},"id":"evt_1","type":"a"}"""));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xE2, 0x82 })]
    public void Read_MalformedUtf8Anywhere_IsAFault(byte[] bytes)
    {
        byte[] body = [.. Encoding.UTF8.GetBytes("""{"id":"evt_1","type":"a","x":" """), .. bytes, .. "\"}"u8];

        Assert.Equal(EnvelopeFault.NotUtf8, StripeEnvelope.Read(body, out _));
    }

    [Fact]
    public void Read_LoneSurrogateWhereNobodyLooks_IsNoFault() =>
        Assert.Equal("cus_1", Read(Event("charge.failed", """{"\ud800":"\udfff","description":"\ud800x","customer":"cus_1"}""")).EntityId);

    [Fact]
    public void Read_WellKnownType_IsOneString()
    {
        Assert.Same(Read(Event("charge.failed", "{}")).Type, Read(Event("charge.failed", "{}")).Type);
        Assert.All(StripeEventTypes.WellKnown, type => Assert.Same(type, Read(Event(type, "{}")).Type));
    }
}
