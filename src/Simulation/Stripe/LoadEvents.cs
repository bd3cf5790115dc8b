namespace Signalbox.Simulation.Stripe;

/// <summary>
/// An endless stream of webhooks for load: updates of customers, subscriptions, invoices, payments and charges, bodies of 1.5–5 KB, over a
/// fixed number of entities. An entity is what a receiver orders by: half of them are customers, half subscriptions of
/// these. Same arguments and times: same bytes. Not thread-safe: one to a sender, each with its own seed, or a lock around.
/// </summary>
public sealed class LoadEvents
{
    private readonly StripeAccount _account;
    private readonly Chance _chance;
    private readonly double _fresh;
    private readonly Payer[] _payers;
    private readonly Subscription[] _subscriptions;
    private readonly Queue<SimulatedEvent> _waiting = new();
    private long _changes;

    /// <param name="seed">What all chance and all ids come from.</param>
    /// <param name="entities">How many customers and subscriptions together, at least 2.</param>
    /// <param name="start">When they were all made.</param>
    /// <param name="shape">The payloads' shape.</param>
    /// <param name="fresh">
    /// How often a payment or an invoice makes way for a new one instead of changing once more, 0 to 1. With 0 the set of objects never grows.
    /// </param>
    public LoadEvents(int seed, int entities, DateTimeOffset start, StripeShape shape = StripeShape.Current, double fresh = 0.02)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entities, 2);
        _account = new StripeAccount(seed, start, new StripeAccountOptions { Shape = shape, SameSecond = SameSecond.Unchecked });
        _chance = new Chance(~(long)seed);
        _fresh = fresh;
        var price = _account.CreatePrice(_account.CreateProduct("Signal box"), 1900);
        _payers = new Payer[(entities + 1) / 2];
        for (var i = 0; i < _payers.Length; i++)
        {
            var customer = _account.CreateCustomer();
            var done = _account.CreatePayment(customer, 4900);
            _account.CompletePayment(done);
            _payers[i] = new Payer(customer, done, _account.CreatePayment(customer, 9900));
        }

        _subscriptions = new Subscription[entities / 2];
        for (var i = 0; i < _subscriptions.Length; i++)
        {
            _subscriptions[i] = _account.CreateSubscription(_payers[i].Customer, price, _chance.Between(1, 20));
        }

        Prologue = _account.Drain();
    }

    /// <summary>How all objects came to be, in true order. Send it first, or leave it: every later event holds the whole object.</summary>
    public IReadOnlyList<SimulatedEvent> Prologue { get; }

    /// <summary>
    /// The next event. Its <c>created</c> is that of <paramref name="now"/>; where one change makes several events, the others follow on
    /// the next calls with the same.
    /// </summary>
    public SimulatedEvent Next(DateTimeOffset now)
    {
        while (_waiting.Count == 0)
        {
            _account.SetClock(now);
            var at = _chance.Below(_payers.Length + _subscriptions.Length);
            if (at < _payers.Length)
            {
                Change(_payers[at]);
            }
            else
            {
                Change(_subscriptions[at - _payers.Length]);
            }

            foreach (var made in _account.Drain())
            {
                _waiting.Enqueue(made);
            }
        }

        return _waiting.Dequeue();
    }

    /// <summary>
    /// The final state of the objects still in use; those that made way for new ones are forgotten. It holds once every event was
    /// handed out, the events of one second being a chain (see <see cref="SameSecond.Chain"/>).
    /// </summary>
    public GroundTruth Truth() => _account.Truth();

    private void Change(Payer payer)
    {
        switch (_chance.Below(10))
        {
            case < 5:
                _account.UpdateCustomer(payer.Customer, balance: --payer.Balance);
                break;
            case < 7:
                _account.AnnotateCharge(payer.Done.LatestCharge!, $"note {++_changes}");
                break;
            default:
                Pay(payer);
                break;
        }
    }

    private void Pay(Payer payer)
    {
        if (_chance.Happens(_fresh))
        {
            Forget(payer.Done);
            payer.Done = payer.Open;
            _account.CompletePayment(payer.Done);
            payer.Open = _account.CreatePayment(payer.Customer, 9900);
        }
        else if (payer.Open.SeenSecond == _account.Now.ToUnixTimeSeconds())
        {
            // Two such copies of one payment in one second could not be told apart.
            _account.AnnotateCharge(payer.Done.LatestCharge!, $"note {++_changes}");
        }
        else if (payer.Open.Status == "processing")
        {
            _account.RequireAction(payer.Open);
        }
        else
        {
            _account.Process(payer.Open);
        }
    }

    private void Change(Subscription subscription)
    {
        if (_chance.Below(20) < 11)
        {
            // Upwards: a quantity that comes back within its second would make the chain a ring.
            _account.ChangeQuantity(subscription, (subscription.Items[0].Quantity % 1000) + 1);
            return;
        }

        var last = subscription.LatestInvoice!;
        if (!_chance.Happens(_fresh))
        {
            _account.AnnotateInvoice(last, $"note {++_changes}");
            return;
        }

        Forget(last.Payment!);
        _account.Forget(last);
        var next = _account.RenewSubscription(subscription)!;
        _account.FinalizeInvoice(next);
        _account.PayInvoice(next);
    }

    private void Forget(PaymentIntent payment)
    {
        foreach (var charge in payment.Charges)
        {
            _account.Forget(charge);
        }

        _account.Forget(payment);
    }

    private sealed class Payer(Customer customer, PaymentIntent done, PaymentIntent open)
    {
        internal Customer Customer => customer;

        internal long Balance { get; set; }

        internal PaymentIntent Done { get; set; } = done;

        internal PaymentIntent Open { get; set; } = open;
    }
}
