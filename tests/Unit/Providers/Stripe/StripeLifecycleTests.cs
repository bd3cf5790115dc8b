using System.Text;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Providers.Stripe;

/// <summary>What Stripe's objects tell of their own order within one second.</summary>
public sealed class StripeLifecycleTests
{
    private const string Customer = "stripe/customer/cus_1";

    // Each line is one object's life; what stands later in it ranks higher, what shares a bracket ranks alike.
    [Theory]
    [InlineData("customer", "customer.created:", "customer.updated:")]
    [InlineData("subscription", "customer.subscription.created:active", "customer.subscription.updated:incomplete", "customer.subscription.updated:active", "customer.subscription.updated:canceled")]
    [InlineData("subscription", "customer.subscription.updated:incomplete", "customer.subscription.updated:incomplete_expired")]
    [InlineData("invoice", "invoice.created:draft", "invoice.updated:draft", "invoice.finalized:open", "invoice.marked_uncollectible:uncollectible", "invoice.paid:paid")]
    [InlineData("invoice", "invoice.finalized:open", "invoice.voided:void")]
    [InlineData("payment_intent", "payment_intent.created:requires_payment_method", "payment_intent.updated:requires_payment_method", "payment_intent.updated:requires_confirmation", "payment_intent.requires_action:requires_action", "payment_intent.processing:processing", "payment_intent.payment_failed:requires_payment_method", "payment_intent.amount_capturable_updated:requires_capture", "payment_intent.succeeded:succeeded")]
    [InlineData("payment_intent", "payment_intent.processing:processing", "payment_intent.canceled:canceled")]
    [InlineData("charge", "charge.succeeded:succeeded", "charge.refunded:succeeded")]
    [InlineData("charge", "charge.pending:pending", "charge.updated:succeeded")]
    [InlineData("dispute", "charge.dispute.created:needs_response", "charge.dispute.updated:needs_response", "charge.dispute.updated:under_review", "charge.dispute.closed:lost")]
    [InlineData("dispute", "charge.dispute.updated:warning_needs_response", "charge.dispute.updated:warning_under_review", "charge.dispute.closed:warning_closed")]
    [InlineData("checkout.session", "checkout.session.x:open", "checkout.session.completed:complete:unpaid", "checkout.session.async_payment_succeeded:complete:paid")]
    [InlineData("product", "product.created:", "product.updated:")]
    [InlineData("price", "price.created:", "price.updated:")]
    public void Rank_WithinASecond_GrowsWithTheObjectsLife(string kind, params string[] life)
    {
        var ranks = life.Select(moment => Rank(kind, moment)).ToList();

        Assert.Equal(ranks.Order().Distinct(), ranks);
    }

    [Theory]
    [InlineData("subscription", "customer.subscription.updated:active", "customer.subscription.updated:past_due")]
    [InlineData("subscription", "customer.subscription.updated:trialing", "customer.subscription.paused:paused")]
    [InlineData("invoice", "invoice.paid:paid", "invoice.payment_succeeded:paid")]
    [InlineData("customer", "customer.updated:", "customer.source.updated:")]
    public void Rank_StatesThatGoBackAndForth_AreRivals(string kind, string one, string other) => Assert.Equal(Rank(kind, one), Rank(kind, other));

    [Fact]
    public void Rank_SamePhase_IsByStream_EndpointThenCustomerThenSubscription()
    {
        var streams = new[] { "stripe/endpoint/main", Customer, "stripe/subscription/sub_1" };
        var ranks = streams.Select(stream => Rank("charge", "charge.updated:succeeded", stream)).ToList();

        Assert.Equal(ranks.Order().Distinct(), ranks);
        Assert.True(Rank("charge", "charge.updated:", "stripe/endpoint/main") > Rank("charge", "charge.succeeded:", "stripe/subscription/sub_1"));
        Assert.Equal(Rank("charge", "charge.updated:", "stripe/endpoint/main"), Rank("charge", "charge.updated:", "no key"));
    }

    [Theory]
    [InlineData("customer", "customer.deleted", true)]
    [InlineData("customer", "customer.updated", false)]
    [InlineData("subscription", "customer.subscription.deleted", true)]
    [InlineData("subscription", "customer.deleted", false)]
    [InlineData("invoice", "invoice.deleted", true)]
    [InlineData("invoice", "invoice.voided", false)]
    [InlineData("product", "product.deleted", true)]
    [InlineData("price", "price.deleted", true)]
    [InlineData("price", "product.deleted", false)]
    [InlineData("charge", "charge.deleted", false)]
    public void IsDeletion_Type(string kind, string type, bool expected) => Assert.Equal(expected, StripeLifecycle.IsDeletion(Table(kind), type, Fields("{}")));

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("\"true\"", false)]
    public void IsDeletion_ObjectSaysSoItself(string deleted, bool expected) =>
        Assert.Equal(expected, StripeLifecycle.IsDeletion(ProjectionTable.Customers, "customer.updated", Fields($$"""{"deleted":{{deleted}}}""")));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("payout")]
    [InlineData("Customer")]
    [InlineData("subscription_item")]
    public void TableOf_NotProjected_IsNull(string? kind) => Assert.Null(StripeLifecycle.TableOf(kind));

    private static int Rank(string kind, string moment, string stream = Customer)
    {
        var parts = moment.Split(':');
        return StripeLifecycle.Rank(Table(kind), parts[0], Fields($$"""{"status":"{{parts.ElementAtOrDefault(1)}}","payment_status":"{{parts.ElementAtOrDefault(2)}}"}"""), stream);
    }

    private static ProjectionTable Table(string kind) => StripeLifecycle.TableOf(kind)!.Value;

    private static JsonFields Fields(string json) => JsonFields.Read(Encoding.UTF8.GetBytes(json));
}
