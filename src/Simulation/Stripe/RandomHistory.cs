namespace Signalbox.Simulation.Stripe;

/// <summary>
/// Plays any operation that is possible at the moment, by weight, over a constant number of living customers. A third of the
/// operations fall in the second of the one before.
/// </summary>
internal sealed partial class RandomHistory
{
    /// <summary>The most events that one operation makes; when fewer are left, only single events are added.</summary>
    private const int MostEvents = 24;

    private readonly StripeAccount _account;
    private readonly Chance _chance;
    private readonly int _entities;
    private readonly List<Customer> _customers = [];
    private readonly List<Price> _prices = [];
    private readonly List<PaymentIntent> _payments = [];
    private readonly List<Invoice> _invoices = [];
    private readonly List<Charge> _charges = [];
    private readonly List<Refund> _refunds = [];
    private readonly List<Dispute> _disputes = [];
    private readonly List<CheckoutSession> _sessions = [];
    private readonly (int Weight, Action Play)[] _actions;
    private readonly int _weights;
    private int _made;
    private int _changes;

    internal RandomHistory(StripeAccount account, int seed, int entities)
    {
        _account = account;
        _entities = entities;
        _chance = new Chance(~(long)seed);
        _actions =
        [
            (24, UpdateCustomer), (3, () => account.AttachCard(AnyCustomer())), (1, ReplaceCustomer),
            (8, Subscribe), (22, ChangeSubscription), (9, Renew), (14, StepInvoice), (2, Bill),
            (9, Pay), (12, StepPayment), (5, Refund), (4, StepRefund), (2, Dispute), (4, StepDispute), (5, AnnotateCharge),
            (3, OpenCheckout), (4, StepCheckout), (2, ChangeCatalog), (1, () => account.PayOut(_chance.Between(1000, 900000))), (2, Surprise),
        ];
        _weights = _actions.Sum(action => action.Weight);
    }

    /// <summary>Makes exactly so many events.</summary>
    internal void Play(int events)
    {
        Begin(events);
        while (Left(events) > 0)
        {
            PassTime();
            if (Left(events) < MostEvents)
            {
                UpdateCustomer();
                continue;
            }

            var at = _chance.Below(_weights);
            var i = 0;
            while (at >= _actions[i].Weight)
            {
                at -= _actions[i++].Weight;
            }

            _actions[i].Play();
        }
    }

    private void Begin(int events)
    {
        _made = _account.Waiting;
        if (events > MostEvents)
        {
            var product = _account.CreateProduct("Signal box");
            _prices.AddRange([
                _account.CreatePrice(product, 1900), _account.CreatePrice(product, 9900), _account.CreatePrice(product, 99000, interval: "year"),
                _account.CreatePrice(product, 14900, interval: null)]);
        }

        do
        {
            _customers.Add(_account.CreateCustomer());
            PassTime();
        }
        while (_customers.Count < _entities && Left(events) > 0);
    }

    private int Left(int events) => events - (_account.Waiting - _made);

    private void PassTime() => _account.Advance(_chance.Below(20) switch
    {
        < 7 => TimeSpan.Zero,
        < 14 => TimeSpan.FromSeconds(_chance.Between(1, 3)),
        < 19 => TimeSpan.FromSeconds(_chance.Between(4, 600)),
        _ => TimeSpan.FromHours(_chance.Between(1, 12)),
    });

    private Customer AnyCustomer() => _chance.Pick(_customers);

    private Price AnyRecurring() => _prices[_chance.Below(3)];

    private Subscription? AnySubscription()
    {
        var customer = AnyCustomer();
        return customer.Subscriptions.Count == 0 ? null : _chance.Pick(customer.Subscriptions);
    }

    // An event for certain: nothing else was called so before.
    private void UpdateCustomer()
    {
        var customer = AnyCustomer();
        switch (_chance.Below(3))
        {
            case 0:
                _account.UpdateCustomer(customer, email: _account.NewEmail());
                break;
            case 1:
                _account.UpdateCustomer(customer, balance: customer.Balance - _chance.Between(1, 5000));
                break;
            default:
                _account.UpdateCustomer(customer, plan: $"plan-{++_changes}");
                break;
        }
    }

    private void ReplaceCustomer()
    {
        var at = _chance.Below(_customers.Count);
        _account.DeleteCustomer(_customers[at]);
        _customers[at] = _account.CreateCustomer();
    }

    private void ChangeCatalog()
    {
        switch (_chance.Below(5))
        {
            case 0:
                var product = _account.CreateProduct($"Extra {++_changes}");
                if (_chance.Happens(0.5))
                {
                    _account.DeletePrice(_account.CreatePrice(product, 100));
                }

                _account.DeleteProduct(product);
                break;
            case 1:
                _account.RenameProduct(_prices[0].Product, $"Signal box {++_changes}");
                break;
            case 2:
                _account.SetActive(_prices[0].Product, !_prices[0].Product.Active);
                break;
            default:
                _account.UpdatePrice(_chance.Pick(_prices), $"since {++_changes}", active: true);
                break;
        }
    }

    private void Surprise() => _account.Surprise(_chance.Happens(0.5) ? AnyCustomer() : null);
}
