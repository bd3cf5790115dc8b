namespace Signalbox.Simulation.Stripe;

/// <content>Products and prices.</content>
public sealed partial class StripeAccount
{
    /// <summary><c>product.created</c></summary>
    public Product CreateProduct(string name)
    {
        Requested();
        var product = Keep(new Product(_chance.Id("prod_", 14), Second, name));
        product.Metadata["catalog_id"] = _chance.Uuid();
        product.Metadata["team"] = "billing";
        Publish(product, "product.created");
        return product;
    }

    /// <summary><c>product.updated</c></summary>
    public void RenameProduct(Product product, string name)
    {
        UpdateProduct(product, () => product.Name = name);
    }

    /// <summary><c>product.updated</c></summary>
    public void SetActive(Product product, bool active)
    {
        UpdateProduct(product, () => product.Active = active);
    }

    /// <summary><c>product.deleted</c></summary>
    /// <exception cref="InvalidOperationException">The product has prices, or is deleted.</exception>
    public void DeleteProduct(Product product)
    {
        Require(product is { IsDeleted: false, Prices: 0 }, product, "is deleted or has prices");
        Requested();
        product.IsDeleted = true;
        Publish(product, "product.deleted");
    }

    /// <summary>
    /// <c>price.created</c>, and <c>plan.created</c> for a recurring one. <paramref name="unitAmount"/> is in the currency's smallest
    /// unit; <paramref name="interval"/> is <c>month</c>, <c>year</c> or, for a price paid once, null.
    /// </summary>
    public Price CreatePrice(Product product, long unitAmount, string currency = "eur", string? interval = "month")
    {
        Require(!product.IsDeleted, product, "is deleted");
        Requested();
        var price = Keep(new Price(_chance.Id("price_1", 23), Second, product, currency, unitAmount, interval));
        price.Metadata["tier"] = unitAmount > 5000 ? "business" : "team";
        product.Prices++;
        if (interval is not null)
        {
            price.Plan = Keep(new Plan(price));
            Publish(price.Plan, "plan.created");
        }

        Publish(price, "price.created");
        return price;
    }

    /// <summary><c>price.updated</c> and <c>plan.updated</c></summary>
    public void UpdatePrice(Price price, string? nickname, bool active)
    {
        Require(!price.IsDeleted, price, "is deleted");
        Requested();
        (price.Nickname, price.Active) = (nickname, active);
        if (price.Plan is { } plan)
        {
            Publish(plan, "plan.updated");
        }

        Publish(price, "price.updated");
    }

    /// <summary><c>price.deleted</c> and <c>plan.deleted</c>. Stripe does so for a recurring price whose plan is deleted.</summary>
    /// <exception cref="InvalidOperationException">The price is deleted, or was never recurring.</exception>
    public void DeletePrice(Price price)
    {
        Require(price is { IsDeleted: false, Plan: not null }, price, "is deleted or not recurring");
        Requested();
        price.Plan!.IsDeleted = price.IsDeleted = true;
        price.Product.Prices--;
        Publish(price.Plan, "plan.deleted");
        Publish(price, "price.deleted");
    }

    /// <summary><c>product.updated</c> for whatever changes.</summary>
    internal void UpdateProduct(Product product, Action change)
    {
        Require(!product.IsDeleted, product, "is deleted");
        Requested();
        change();
        product.Updated = Second;
        Publish(product, "product.updated");
    }

    private static void Require(bool possible, StripeObject one, string because)
    {
        if (!possible)
        {
            throw new InvalidOperationException($"{one.Kind} {one.Id} {because}.");
        }
    }
}
