using System.Text;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Providers.Stripe;

/// <summary>Objects as Stripe's API answers them.</summary>
public sealed class StripeObservationTests
{
    [Theory]
    [InlineData("""{"id":"cus_1","object":"customer"}""", "acme/customer/cus_1")]
    [InlineData("""{"id":"cus_1","object":"customer","deleted":true}""", "acme/customer/cus_1")]
    [InlineData("""{"id":"sub_1","object":"subscription","customer":"cus_1"}""", "acme/subscription/sub_1")]
    [InlineData("""{"id":"in_1","object":"invoice","customer":"cus_1","subscription":"sub_1"}""", "acme/subscription/sub_1")]
    [InlineData("""{"id":"in_1","object":"invoice","customer":"cus_1","parent":{"subscription_details":{"subscription":"sub_1"}}}""", "acme/subscription/sub_1")]
    [InlineData("""{"id":"in_1","object":"invoice","customer":{"id":"cus_1"},"subscription":null}""", "acme/customer/cus_1")]
    [InlineData("""{"id":"pi_1","object":"payment_intent","customer":"cus_1"}""", "acme/customer/cus_1")]
    [InlineData("""{"id":"pi_1","object":"payment_intent","customer":null}""", "acme/endpoint/main")]
    [InlineData("""{"id":"ch_1","object":"charge","customer":"cus_1"}""", "acme/customer/cus_1")]
    [InlineData("""{"id":"cs_1","object":"checkout.session","customer":"cus_1","subscription":"sub_1"}""", "acme/customer/cus_1")]
    [InlineData("""{"id":"dp_1","object":"dispute","charge":"ch_1"}""", "acme/endpoint/main")]
    [InlineData("""{"id":"prod_1","object":"product"}""", "acme/endpoint/main")]
    [InlineData("""{"id":"price_1","object":"price"}""", "acme/endpoint/main")]
    public void Observe_TellsTheStreamThatItsEventsComeOn(string json, string stream) => Assert.Equal(stream, Observe(json)!.Stream);

    [Theory]
    [InlineData("""{"id":"cus_1","object":"customer"}""", null, false)]
    [InlineData("""{"id":"cus_1","object":"customer","deleted":true}""", 9L, true)]
    [InlineData("""{"id":"sub_1","object":"subscription","status":"active","canceled_at":5}""", null, false)]
    [InlineData("""{"id":"sub_1","object":"subscription","status":"canceled","ended_at":7,"canceled_at":5}""", 7L, false)]
    [InlineData("""{"id":"sub_1","object":"subscription","status":"canceled","canceled_at":5}""", 5L, false)]
    [InlineData("""{"id":"sub_1","object":"subscription","status":"canceled"}""", 9L, false)]
    public void Observe_TellsWhetherTheObjectEnded(string json, long? deletedAt, bool isStub)
    {
        var observed = Observe(json)!;

        Assert.Equal((deletedAt, isStub), (observed.Row.Head.DeletedAt, observed.IsStub));
        Assert.Equal((9L, ObservedObject.Rank, 0L), (observed.Row.Head.AsOf, observed.Row.Head.Rank, observed.Row.Head.Version));
    }

    [Theory]
    [InlineData("""{"id":"re_1","object":"refund"}""")]
    [InlineData("""{"object":"customer"}""")]
    [InlineData("""{"id":"","object":"customer"}""")]
    [InlineData("[]")]
    public void Observe_WhatIsNotProjected_IsNothing(string json) => Assert.Null(Observe(json));

    [Fact]
    public void Gone_EveryKind_IsAStubOfIt()
    {
        foreach (var key in Enum.GetValues<ProjectionTable>().Select(static t => new ObjectKey(t, "x\"1")))
        {
            var gone = StripeProjection.Instance.Gone("acme", key, 9);

            Assert.Equal((key, true, 9L, "x\"1"), (gone.Key, gone.IsStub, gone.Row.Head.DeletedAt, gone.Row.Head.Id));
        }
    }

    private static ObservedObject? Observe(string json) => StripeProjection.Instance.Observe("acme", Encoding.UTF8.GetBytes(json), 9);
}
