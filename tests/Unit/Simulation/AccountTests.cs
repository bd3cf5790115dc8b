using Signalbox.Simulation.Stripe;

namespace Signalbox.Tests.Unit.Simulation;

public sealed class AccountTests
{
    private readonly StripeAccount _account = new(1, Histories.Start);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(1000)]
    public void Random_SoManyEvents_MakesExactlyThose(int events)
    {
        var history = Scenarios.Run("random", new ScenarioRequest(Histories.Start) { Events = events, Entities = 5 });

        Assert.Equal(events, history.Events.Count);
    }

    [Fact]
    public void Run_UnknownName_SaysWhichThereAre()
    {
        var error = Assert.Throws<ArgumentException>(() => Scenarios.Run("no-such", new ScenarioRequest(Histories.Start)));

        Assert.All(Scenarios.All, scenario => Assert.Contains(scenario.Name, error.Message));
    }

    [Fact]
    public void CreateSubscription_Paid_TellsItInStripesOrder()
    {
        var price = _account.CreatePrice(_account.CreateProduct("Signal box"), 1900);
        var customer = _account.CreateCustomer();
        _account.Drain();
        var subscription = _account.CreateSubscription(customer, price);

        Assert.Equal("active", subscription.Status);
        Assert.Equal(
            [
                "customer.subscription.created", "invoice.created", "payment_intent.created", "invoice.finalized", "invoice.updated", "customer.updated",
                "charge.succeeded", "payment_intent.succeeded", "invoice.updated", "invoice.paid", "invoice.payment_succeeded",
                "customer.subscription.updated", "charge.updated",
            ],
            _account.Drain().Select(one => one.Type));
    }

    [Fact]
    public void RenewSubscription_Declined_IsPastDueUntilPaid()
    {
        var price = _account.CreatePrice(_account.CreateProduct("Signal box"), 1900);
        var customer = _account.CreateCustomer();
        var subscription = _account.CreateSubscription(customer, price);
        _account.Advance(TimeSpan.FromDays(31));
        var invoice = _account.RenewSubscription(subscription, success: false)!;

        Assert.Equal(("past_due", true, "open"), (subscription.Status, customer.Delinquent, invoice.Status));
        _account.PayInvoice(invoice);
        Assert.Equal(("active", false, "paid"), (subscription.Status, customer.Delinquent, invoice.Status));
    }

    [Fact]
    public void UpdateCustomer_NothingNew_SendsNothing()
    {
        var customer = _account.CreateCustomer(email: "ada@example.com");
        _account.Drain();
        _account.UpdateCustomer(customer, email: "ada@example.com");

        Assert.Empty(_account.Drain());
    }

    [Fact]
    public void Operations_OnWhatIsGone_AreRefusedByName()
    {
        var customer = _account.CreateCustomer();
        _account.DeleteCustomer(customer);

        Assert.Contains(customer.Id, Assert.Throws<InvalidOperationException>(() => _account.UpdateCustomer(customer, name: "Ada")).Message);
    }

    [Fact]
    public void Refund_MoreThanIsLeft_IsRefused()
    {
        var payment = _account.CreatePayment(customer: null, 1000);
        _account.CompletePayment(payment);
        _account.Refund(payment.LatestCharge!, 600);

        Assert.Throws<InvalidOperationException>(() => _account.Refund(payment.LatestCharge!, 500));
        Assert.Equal("600", _account.Truth().Find("payments", payment.Id)!.Columns["amount_refunded"]);
    }
}
