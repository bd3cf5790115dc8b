namespace Signalbox.Simulation.Stripe;

/// <content>Customers.</content>
public sealed partial class StripeAccount
{
    private static readonly string[] FirstNames = ["Ada", "Grace", "Zoë", "Jürgen", "Mette", "Oluwaseun", "Yuki", "Siobhán", "Luis", "Noor"];
    private static readonly string[] LastNames = ["O'Brien", "Müller", "Nakamura", "García", "Okafor", "Lindqvist", "Haddad", "Novák", "Smith", "Rossi"];
    private static readonly string[] Sources = ["organic", "partner", "campaign-2026-spring", "sales", "import"];

    /// <summary><c>customer.created</c>. Name and address are made up where none are given.</summary>
    public Customer CreateCustomer(string? email = null, string? name = null)
    {
        Requested();
        var customer = Keep(new Customer(_chance.Id("cus_", 14), Second, _chance.Hex(8).ToUpperInvariant()));
        customer.Name = name ?? $"{_chance.Pick(FirstNames)} {_chance.Pick(LastNames)}";
        customer.Email = email ?? NewEmail();
        customer.Phone = $"+49 30 {_chance.Between(1000000, 9999999)}";
        customer.Description = "Workspace owner, imported from the sign-up form";
        customer.Metadata["workspace_id"] = _chance.Uuid();
        customer.Metadata["crm_contact"] = $"https://crm.example/contacts/{_chance.Hex(24)}";
        customer.Metadata["source"] = _chance.Pick(Sources);
        customer.Metadata["terms_accepted"] = "2026-01, version 4, by the owner";
        customer.Metadata["sign_up_url"] = "https://app.example/sign-up?utm_source=newsletter&utm_campaign=spring";
        customer.Wallet = new Card(_chance, Second, customer, customer.Email, customer.Name);
        customer.Address = customer.Wallet.Address;
        Publish(customer, "customer.created");
        return customer;
    }

    /// <summary><c>customer.updated</c>; an argument that is null changes nothing, and no change is no event.</summary>
    public void UpdateCustomer(Customer customer, string? email = null, string? name = null, long? balance = null, string? plan = null)
    {
        RequireLiving(customer);
        Requested();
        customer.Email = email ?? customer.Email;
        customer.Name = name ?? customer.Name;
        customer.Balance = balance ?? customer.Balance;
        customer.Metadata["plan"] = plan ?? customer.Metadata["plan"];
        Publish(customer, "customer.updated");
    }

    /// <summary>A new card becomes the default: <c>payment_method.attached</c>, <c>customer.updated</c>.</summary>
    public void AttachCard(Customer customer)
    {
        RequireLiving(customer);
        Requested();
        customer.Wallet = Keep(new Card(_chance, Second, customer, customer.Email ?? NewEmail(), customer.Name ?? "Guest"));
        customer.DefaultCard = customer.Wallet;
        customer.Address = customer.Wallet.Address;
        Publish(customer.Wallet, "payment_method.attached");
        Publish(customer, "customer.updated");
    }

    /// <summary>
    /// Ends the customer's subscriptions (<c>customer.subscription.deleted</c> each), then <c>customer.deleted</c> with the last
    /// full copy. Payments, charges and invoices stay; refunds and disputes of them can still come.
    /// </summary>
    public void DeleteCustomer(Customer customer)
    {
        RequireLiving(customer);
        Requested();
        foreach (var subscription in customer.Living.ToArray())
        {
            End(subscription, "cancellation_requested");
        }

        customer.IsDeleted = true;
        Publish(customer, "customer.deleted");
    }

    internal string NewEmail() => $"{_chance.Pick(FirstNames)}.{_chance.Hex(10)}@example.com".Replace("ë", "e").Replace("ü", "ue").Replace("á", "a").ToLowerInvariant();

    private static void RequireLiving(Customer customer) => Require(!customer.IsDeleted, customer, "is deleted");

    private CustomerReference Refer(Customer? customer) =>
        new(customer, customer is not null && _options.ExpandedCustomers > 0 && _chance.Happens(_options.ExpandedCustomers) ? customer.Published : null);
}
