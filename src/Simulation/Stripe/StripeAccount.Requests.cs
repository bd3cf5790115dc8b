using System.Text;

namespace Signalbox.Simulation.Stripe;

/// <content>What an API in front of the account needs: who asks, and objects by their id.</content>
public sealed partial class StripeAccount
{
    /// <summary>Names who asks for what follows; null: nobody, ids are made up.</summary>
    internal void SetCaller(ApiCaller? caller)
    {
        _caller = caller;
        (_request, _idempotencyKey) = (caller?.RequestId, caller?.IdempotencyKey);
    }

    /// <summary>The object with that id, or null: there is none, or it is of another kind. One that was deleted is found.</summary>
    internal T? Find<T>(string id)
        where T : StripeObject => _byId.GetValueOrDefault(id) as T;

    /// <summary>The objects of a kind, newest first.</summary>
    internal IEnumerable<T> Newest<T>()
        where T : StripeObject
    {
        for (var i = _objects.Count - 1; i >= 0; i--)
        {
            if (_objects[i] is T one)
            {
                yield return one;
            }
        }
    }

    /// <summary>The object as a read would show it.</summary>
    internal string TextOf(StripeObject one) => Encoding.UTF8.GetString(Render(one));

    /// <summary>An id from the account's seed.</summary>
    internal string NewId(string prefix, int length) => _chance.Id(prefix, length);

    /// <summary><c>customer.created</c>; nothing is made up but a card that works, so that subscriptions can be paid.</summary>
    internal Customer CreateCustomer(Action<Customer> fill, CardBehavior? card = null)
    {
        Requested();
        var customer = Keep(new Customer(_chance.Id("cus_", 14), Second, _chance.Hex(8).ToUpperInvariant()));
        fill(customer);
        customer.Wallet = NewCard(customer, card ?? CardBehavior.Pays);
        if (card is not null)
        {
            Keep(customer.Wallet);
            customer.DefaultCard = customer.Wallet;
        }

        Publish(customer, "customer.created");
        if (card is not null)
        {
            Publish(customer.Wallet, "payment_method.attached");
        }

        return customer;
    }

    /// <summary><c>customer.updated</c>, and before it <c>payment_method.attached</c> when there is a new card; no change is no event.</summary>
    internal void UpdateCustomer(Customer customer, Action<Customer> change, CardBehavior? card = null)
    {
        RequireLiving(customer);
        Requested();
        change(customer);
        if (card is { } behavior)
        {
            customer.Wallet = customer.DefaultCard = Keep(NewCard(customer, behavior));
            Publish(customer.Wallet, "payment_method.attached");
        }

        Publish(customer, "customer.updated");
    }

    /// <summary><c>product.created</c>, with nothing made up.</summary>
    internal Product CreateProduct(string name, Action<Product> fill)
    {
        Requested();
        var product = Keep(new Product(_chance.Id("prod_", 14), Second, name) { Description = null });
        fill(product);
        Publish(product, "product.created");
        return product;
    }

    /// <summary>As <see cref="CreatePrice(Product, long, string, string?)"/>, with nothing made up.</summary>
    internal Price CreatePrice(Product product, long unitAmount, string currency, string? interval, Action<Price> fill)
    {
        Require(!product.IsDeleted, product, "is deleted");
        Requested();
        var price = Keep(new Price(_chance.Id("price_1", 23), Second, product, currency, unitAmount, interval));
        fill(price);
        product.Prices++;
        if (interval is not null)
        {
            price.Plan = Keep(new Plan(price));
            Publish(price.Plan, "plan.created");
        }

        Publish(price, "price.created");
        return price;
    }

    internal Card NewCard(Customer? owner, CardBehavior behavior) =>
        new(_chance, Second, owner, owner?.Email ?? "guest@example.com", owner?.Name ?? "Guest") { Behavior = behavior };
}
