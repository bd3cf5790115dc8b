using Signalbox.Providers.Stripe;
using Signalbox.Streams;
using static Signalbox.Tests.Unit.Providers.Stripe.StripeSamples;

namespace Signalbox.Tests.Unit.Providers.Stripe;

public sealed class StripeStreamsTests
{
    [Fact]
    public void Kinds_AreTheStreamsKinds() =>
        Assert.Equal(
            (StreamKinds.Customer, StreamKinds.Subscription, StreamKinds.Endpoint),
            (StripeStreams.CustomerKind, StripeStreams.SubscriptionKind, StripeStreams.EndpointKind));

    [Theory]
    [InlineData("customer.subscription.created")]
    [InlineData("customer.subscription.updated")]
    [InlineData("customer.subscription.deleted")]
    [InlineData("customer.subscription.trial_will_end")]
    [InlineData("customer.subscription.of_a_later_year")]
    public void Subscription_IsItsOwnStream(string type) =>
        AssertStream("subscription/sub_1", type, """{"id":"sub_1","object":"subscription","customer":"cus_1"}""");

    [Fact]
    public void Subscription_WithoutId_IsItsCustomers() =>
        AssertStream("customer/cus_1", "customer.subscription.updated", """{"object":"subscription","customer":"cus_1"}""");

    [Theory]
    [InlineData("""{"id":"in_1","object":"invoice","customer":"cus_1","subscription":"sub_1"}""")]
    [InlineData("""{"id":"in_1","object":"invoice","customer":"cus_1","subscription":{"id":"sub_1","object":"subscription","customer":"cus_2"}}""")]
    [InlineData("""{"id":"in_1","customer":"cus_1","parent":{"type":"subscription_details","subscription_details":{"subscription":"sub_1"}}}""")]
    [InlineData("""{"id":"in_1","customer":"cus_1","parent":{"subscription_details":{"subscription":{"id":"sub_1","latest_invoice":{"id":"in_1"}}}}}""")]
    [InlineData("""{"id":"in_1","customer":"cus_1","subscription":null,"parent":{"subscription_details":{"subscription":"sub_1"}}}""")]
    [InlineData("""{"id":"in_1","customer":"cus_1","subscription":"sub_1","parent":null}""")]
    [InlineData("""{"object":"invoice","customer":"cus_1","subscription":"sub_1"}""")]
    public void Invoice_OfASubscription_IsTheSubscriptions(string invoice)
    {
        AssertStream("subscription/sub_1", "invoice.paid", invoice);
        AssertStream("subscription/sub_1", "invoice.upcoming", invoice);
    }

    [Theory]
    [InlineData("""{"id":"in_1","object":"invoice","customer":"cus_1"}""")]
    [InlineData("""{"id":"in_1","object":"invoice","customer":"cus_1","subscription":null,"parent":null}""")]
    [InlineData("""{"id":"in_1","object":"invoice","customer":"cus_1","subscription":"","parent":{"subscription_details":null}}""")]
    [InlineData("""{"id":"in_1","customer":"cus_1","parent":{"type":"quote_details","quote_details":{"subscription":"sub_no"},"subscription_details":{}}}""")]
    [InlineData("""{"id":"in_1","customer":"cus_1","parent":["subscription_details"],"subscription":17}""")]
    public void Invoice_OfNoSubscription_IsTheCustomers(string invoice) => AssertStream("customer/cus_1", "invoice.finalized", invoice);

    [Theory]
    [InlineData("customer.created")]
    [InlineData("customer.updated")]
    [InlineData("customer.deleted")]
    public void Customer_IsItsOwnStream(string type)
    {
        AssertStream("customer/cus_1", type, """{"id":"cus_1","object":"customer","email":"zoe@example.com"}""");
        AssertStream("customer/cus_1", type, """{"id":"cus_1"}""");
        AssertStream("customer/cus_1", type, """{"id":"cus_1","object":"customer","deleted":true,"customer":"cus_no"}""");
    }

    [Theory]
    [InlineData("customer.source.updated", "card")]
    [InlineData("customer.discount.created", "discount")]
    [InlineData("customer.tax_id.created", "tax_id")]
    [InlineData("customer_cash_balance_transaction.created", "customer_cash_balance_transaction")]
    [InlineData("payment_intent.succeeded", "payment_intent")]
    [InlineData("charge.succeeded", "charge")]
    [InlineData("charge.dispute.created", "dispute")]
    [InlineData("charge.refund.updated", "refund")]
    [InlineData("refund.created", "refund")]
    [InlineData("checkout.session.completed", "checkout.session")]
    [InlineData("invoiceitem.created", "invoiceitem")]
    [InlineData("payment_method.attached", "payment_method")]
    [InlineData("setup_intent.succeeded", "setup_intent")]
    [InlineData("subscription_schedule.updated", "subscription_schedule")]
    [InlineData("credit_note.created", "credit_note")]
    [InlineData("entitlements.active_entitlement_summary.updated", "entitlements.active_entitlement_summary")]
    [InlineData("thing.of_a_later_year", "thing")]
    public void ObjectWithACustomer_IsTheCustomers(string type, string objectType)
    {
        AssertStream("customer/cus_1", type, $$"""{"id":"x_1","object":"{{objectType}}","customer":"cus_1","subscription":"sub_1"}""");
        AssertStream("customer/cus_1", type, $$"""{"id":"x_1","object":"{{objectType}}","customer":{"id":"cus_1","object":"customer"} }""");
        AssertStream("endpoint/main", type, $$"""{"id":"x_1","object":"{{objectType}}","customer":null}""");
        AssertStream("endpoint/main", type, $$"""{"id":"x_1","object":"{{objectType}}"}""");
    }

    [Theory]
    [InlineData("product.created")]
    [InlineData("price.updated")]
    [InlineData("payout.paid")]
    [InlineData("account.updated")]
    [InlineData("balance.available")]
    [InlineData("coupon.deleted")]
    public void Rest_IsTheAccounts(string type) => AssertStream("endpoint/main", type, """{"id":"x_1","object":"x","metadata":{"customer":"cus_no"}}""");

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"cus_1\"")]
    [InlineData("7")]
    [InlineData("""{"customer":7}""")]
    [InlineData("""{"customer":true}""")]
    [InlineData("""{"customer":["cus_1"]}""")]
    [InlineData("""{"customer":""}""")]
    [InlineData("""{"customer":{"object":"customer"}}""")]
    [InlineData("""{"customer":{"id":{"id":"cus_1"}}}""")]
    public void OddObject_IsTheAccounts_SinceRefusingItWouldStopTheEndpoint(string dataObject) =>
        AssertStream("endpoint/main", "charge.failed", dataObject);

    [Theory]
    [InlineData("""{"previous_attributes":{"customer":"cus_no"},"object":{"customer":"cus_1"}}""", "customer/cus_1")]
    [InlineData("""{"object":{"customer":"cus_1"},"previous_attributes":{"customer":"cus_no","object":{"customer":"cus_no"}}}""", "customer/cus_1")]
    [InlineData("""{"previous_attributes":{"customer":"cus_no"},"object":{}}""", "endpoint/main")]
    [InlineData("""{"customer":"cus_no","object":{}}""", "endpoint/main")]
    public void WhatTheObjectWas_IsNotWhatItIs(string data, string stream)
    {
        var envelope = Read($$"""{"id":"evt_1","type":"charge.updated","customer":"cus_no","data":{{data}}}""");

        Assert.Equal(stream, $"{envelope.Kind}/{envelope.EntityId}");
    }

    [Theory]
    [InlineData("""{"object":{"id":"pm_1","customer":null},"previous_attributes":{"customer":"cus_left"}}""", "customer/cus_left")]
    [InlineData("""{"previous_attributes":{"customer":"cus_left"},"object":{"id":"pm_1","customer":null}}""", "customer/cus_left")]
    [InlineData("""{"object":{"id":"pm_1","customer":null}}""", "endpoint/main")]
    public void DetachedPaymentMethod_IsTheCustomersThatItLeft(string data, string stream)
    {
        var envelope = Read($$"""{"id":"evt_1","type":"payment_method.detached","data":{{data}}}""");

        Assert.Equal(stream, $"{envelope.Kind}/{envelope.EntityId}");
    }

    private static void AssertStream(string stream, string type, string dataObject)
    {
        var envelope = Read(Event(type, dataObject));

        Assert.Equal(stream, $"{envelope.Kind}/{envelope.EntityId}");
    }
}
