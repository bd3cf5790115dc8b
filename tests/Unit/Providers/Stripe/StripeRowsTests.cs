using System.Text;
using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Providers.Stripe;

/// <summary>Objects as rows, in the shapes of old and current API versions.</summary>
public sealed class StripeRowsTests
{
    [Fact]
    public void Head_TellsWhatWroteIt()
    {
        var row = Row("""{"id":"cus_1","object":"customer"}""", livemode: true);

        Assert.Equal(("stripe", "cus_1", true, null, 1_700_000_000L, "stripe/customer/cus_1", 3L), (row.Head.Account, row.Head.Id, row.Head.Livemode, row.Head.DeletedAt, row.Head.AsOf, row.Head.Stream, row.Head.Version));
        Assert.Equal("""{"id":"cus_1","object":"customer"}""", Encoding.UTF8.GetString(row.Head.Raw.Span));
    }

    [Fact]
    public void Head_Deletion_IsDeletedAtTheEventsTime() =>
        Assert.Equal(1_700_000_000, Row("""{"id":"cus_1","object":"customer"}""", "customer.deleted").Head.DeletedAt);

    [Fact]
    public void Customer_Whole()
    {
        var row = (CustomerRow)Row("""{"id":"cus_1","object":"customer","email":"a@example.com","name":"Ada","phone":"+1","currency":"eur","balance":-5,"delinquent":false}""");

        Assert.Equal(("a@example.com", "Ada", "+1", "eur", -5L, false), (row.Email, row.Name, row.Phone, row.Currency, row.Balance, row.Delinquent));
    }

    [Theory]
    [InlineData("customer")]
    [InlineData("subscription")]
    [InlineData("invoice")]
    [InlineData("payment_intent")]
    [InlineData("charge")]
    [InlineData("dispute")]
    [InlineData("checkout.session")]
    [InlineData("product")]
    [InlineData("price")]
    public void AnyKind_WithNothingButItsId_HasAllElseNull(string kind)
    {
        var row = Row($$"""{"id":"x_1","object":"{{kind}}"}""");

        Assert.All(
            row.GetType().GetProperties().Where(static p => p.Name is not ("Head" or "Items")),
            property => Assert.Null(property.GetValue(row)));
    }

    [Fact]
    public void Subscription_Legacy_HasItsPeriodOnTop()
    {
        var row = (SubscriptionRow)Row(
            """
            {"id":"sub_1","object":"subscription","customer":"cus_1","status":"active","current_period_start":100,"current_period_end":200,"cancel_at_period_end":true,
             "cancel_at":200,"canceled_at":150,"ended_at":null,"trial_end":90,"quantity":9,"plan":{"id":"plan_1"},
             "items":{"data":[{"id":"si_1","quantity":2,"price":{"id":"price_1","product":"prod_1"}}]}}
            """);

        Assert.Equal(("cus_1", "active", "price_1", 2L, 100L, 200L, true), (row.CustomerId, row.Status, row.PriceId, row.Quantity, row.CurrentPeriodStart, row.CurrentPeriodEnd, row.CancelAtPeriodEnd));
        Assert.Equal((200L, 150L, null, 90L), (row.CancelAt, row.CanceledAt, row.EndedAt, row.TrialEnd));
        var item = Assert.Single(row.Items);
        Assert.Equal(("si_1", "sub_1", "price_1", "prod_1", 2L, null), (item.Head.Id, item.SubscriptionId, item.PriceId, item.ProductId, item.Quantity, item.CurrentPeriodEnd));
    }

    [Fact]
    public void Subscription_Current_HasItsPeriodOnTheItems_TheEarliestEndCounts()
    {
        var row = (SubscriptionRow)Row(
            """
            {"id":"sub_1","object":"subscription","customer":{"id":"cus_1","object":"customer"},"items":{"data":[
              {"id":"si_1","quantity":1,"price":{"id":"price_1","product":{"id":"prod_1"}},"current_period_start":50,"current_period_end":400},
              {"id":"si_2","quantity":3,"price":"price_2","current_period_start":100,"current_period_end":200},
              {"id":"si_3","price":"price_3"}]}}
            """);

        Assert.Equal(("cus_1", "price_1", 1L, 100L, 200L), (row.CustomerId, row.PriceId, row.Quantity, row.CurrentPeriodStart, row.CurrentPeriodEnd));
        Assert.Equal(["prod_1", null, null], row.Items.Select(static i => i.ProductId));
        Assert.Equal(["price_1", "price_2", "price_3"], row.Items.Select(static i => i.PriceId));
    }

    [Fact]
    public void Subscription_BeforePrices_HasAPlan()
    {
        var row = (SubscriptionRow)Row("""{"id":"sub_1","object":"subscription","items":{"data":[{"id":"si_1","plan":{"id":"plan_1","product":"prod_1"},"quantity":4}]}}""");
        var without = (SubscriptionRow)Row("""{"id":"sub_1","object":"subscription","plan":{"id":"plan_1"},"quantity":4}""");

        Assert.Equal(("plan_1", 4L, "prod_1"), (row.PriceId, row.Quantity, row.Items[0].ProductId));
        Assert.Equal(("plan_1", 4L), (without.PriceId, without.Quantity));
    }

    [Fact]
    public void Subscription_OddItems_AreLeftOut_AndRepeatedOnesCountOnce()
    {
        var row = (SubscriptionRow)Row("""{"id":"sub_1","object":"subscription","items":{"data":[null,7,{"quantity":1},{"id":"si_1","quantity":1},{"id":"si_1","quantity":2},{"id":""}]}}""");

        Assert.Equal(1, Assert.Single(row.Items).Quantity);
    }

    [Theory]
    [InlineData("-1", "-1")]
    [InlineData("253402300800", "9223372036854775808")]
    [InlineData("1.5", "1.5")]
    [InlineData("\"200\"", "\"2\"")]
    public void Subscription_NumbersOutOfRange_AreNull(string time, string quantity)
    {
        var row = (SubscriptionRow)Row($$"""{"id":"sub_1","object":"subscription","current_period_end":{{time}},"trial_end":{{time}},"quantity":{{quantity}}}""");

        Assert.Equal((null, null, quantity == "-1" ? -1 : null), (row.CurrentPeriodEnd, row.TrialEnd, row.Quantity));
    }

    [Theory]
    [InlineData("\"subscription\":\"sub_1\"", "sub_1")]
    [InlineData("\"subscription\":{\"id\":\"sub_1\"}", "sub_1")]
    [InlineData("\"subscription\":null,\"parent\":{\"subscription_details\":{\"subscription\":\"sub_1\"}}", "sub_1")]
    [InlineData("\"parent\":{\"subscription_details\":{\"subscription\":{\"id\":\"sub_1\"}}}", "sub_1")]
    [InlineData("\"parent\":{\"quote_details\":{}}", null)]
    [InlineData("\"parent\":null", null)]
    public void Invoice_AnyShape_KnowsItsSubscription(string fields, string? expected) =>
        Assert.Equal(expected, ((InvoiceRow)Row($$"""{"id":"in_1","object":"invoice",{{fields}}}""")).SubscriptionId);

    [Fact]
    public void Invoice_Whole()
    {
        var row = (InvoiceRow)Row("""{"id":"in_1","object":"invoice","customer":"cus_1","number":"A-1","status":"open","currency":"usd","total":10,"amount_due":9,"amount_paid":4,"amount_remaining":5,"due_date":77}""");

        Assert.Equal(("cus_1", "A-1", "open", "usd", 10L, 9L, 4L), (row.CustomerId, row.Number, row.Status, row.Currency, row.Total, row.AmountDue, row.AmountPaid));
        Assert.Equal((5L, 77L), (row.AmountRemaining, row.DueDate));
    }

    [Theory]
    [InlineData("\"latest_charge\":\"ch_1\"", "ch_1")]
    [InlineData("\"latest_charge\":{\"id\":\"ch_1\"}", "ch_1")]
    [InlineData("\"charges\":{\"data\":[{\"id\":\"ch_1\"},{\"id\":\"ch_0\"}]}", "ch_1")]
    [InlineData("\"charges\":{\"data\":[]}", null)]
    [InlineData("\"charges\":{\"data\":[{\"id\":5}]}", null)]
    [InlineData("\"latest_charge\":null", null)]
    public void PaymentIntent_AnyShape_KnowsItsCharge(string fields, string? expected)
    {
        var row = (PaymentIntentRow)Row($$"""{"id":"pi_1","object":"payment_intent","customer":"cus_1","status":"succeeded","currency":"usd","amount":5,"amount_received":4,"invoice":"in_1",{{fields}}}""");

        Assert.Equal(expected, row.LatestCharge);
        Assert.Equal(("cus_1", "succeeded", "usd", 5L, 4L, "in_1"), (row.CustomerId, row.Status, row.Currency, row.Amount, row.AmountReceived, row.InvoiceId));
    }

    [Fact]
    public void Charge_Dispute_Whole()
    {
        var charge = (ChargeRow)Row("""{"id":"ch_1","object":"charge","customer":"cus_1","payment_intent":"pi_1","status":"succeeded","currency":"usd","amount":9,"amount_refunded":3,"refunded":false,"disputed":true}""");
        var dispute = (DisputeRow)Row("""{"id":"dp_1","object":"dispute","charge":{"id":"ch_1"},"payment_intent":"pi_1","status":"won","reason":"fraudulent","currency":"usd","amount":9}""");

        Assert.Equal(("cus_1", "pi_1", "succeeded", "usd", 9L, 3L, false), (charge.CustomerId, charge.PaymentIntentId, charge.Status, charge.Currency, charge.Amount, charge.AmountRefunded, charge.Refunded));
        Assert.True(charge.Disputed);
        Assert.Equal(("ch_1", "pi_1", "won", "fraudulent", "usd", 9L), (dispute.ChargeId, dispute.PaymentIntentId, dispute.Status, dispute.Reason, dispute.Currency, dispute.Amount));
    }

    [Fact]
    public void CheckoutSession_Product_Price_Whole()
    {
        var session = (CheckoutSessionRow)Row("""{"id":"cs_1","object":"checkout.session","customer":"cus_1","subscription":"sub_1","payment_intent":"pi_1","mode":"payment","status":"complete","payment_status":"paid","currency":"usd","amount_total":8}""");
        var product = (ProductRow)Row("""{"id":"prod_1","object":"product","name":"N","description":"D","active":true,"default_price":{"id":"price_1"}}""");
        var price = (PriceRow)Row("""{"id":"price_1","object":"price","product":"prod_1","active":false,"type":"recurring","currency":"usd","unit_amount":7,"recurring":{"interval":"month","interval_count":3}}""");
        var oneTime = (PriceRow)Row("""{"id":"price_2","object":"price","type":"one_time","recurring":null}""");

        Assert.Equal(("cus_1", "sub_1", "pi_1", "payment", "complete", "paid"), (session.CustomerId, session.SubscriptionId, session.PaymentIntentId, session.Mode, session.Status, session.PaymentStatus));
        Assert.Equal(("usd", 8L), (session.Currency, session.AmountTotal));
        Assert.Equal(("N", "D", true, "price_1"), (product.Name, product.Description, product.Active, product.DefaultPriceId));
        Assert.Equal(("prod_1", false, "recurring", "usd", 7L, "month", 3L), (price.ProductId, price.Active, price.Type, price.Currency, price.UnitAmount, price.RecurringInterval, price.RecurringIntervalCount));
        Assert.Null(oneTime.RecurringInterval);
    }

    private static ProjectionRow Row(string json, string type = "x.updated", bool livemode = false)
    {
        var payload = Encoding.UTF8.GetBytes($$$"""{"livemode":{{{(livemode ? "true" : "false")}}},"data":{"object":{{{json}}}}}""");
        var copy = StripeProjection.Instance.Read(new JournalEntry("stripe/customer/cus_1", 3, 3, "evt_1", type, 1_700_000_000, DateTimeOffset.UnixEpoch, payload));
        return StripeProjection.Instance.ToRow(copy!, new StreamKey("stripe", "customer", "cus_1"));
    }
}
