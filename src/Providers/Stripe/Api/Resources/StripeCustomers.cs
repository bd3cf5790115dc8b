namespace Signalbox.Providers.Stripe.Api;

/// <summary>Calls about customers. Source: https://docs.stripe.com/api/customers.</summary>
public sealed class StripeCustomers : StripeList<CustomerListRequest, StripeCustomer>
{
    private const string Folder = "customers";

    private static readonly StripeOperation Create = StripeOperation.Post("customers.create");
    private static readonly StripeOperation Retrieve = StripeOperation.Get("customers.retrieve");
    private static readonly StripeOperation Update = StripeOperation.Post("customers.update");
    private static readonly StripeOperation Delete = StripeOperation.Delete("customers.delete");
    private static readonly StripeOperation List = StripeOperation.Get("customers.list");

    private readonly StripeTransport _transport;

    internal StripeCustomers(StripeTransport transport) => _transport = transport;

    private protected override StripeOperation ListOperation => List;

    /// <summary>Makes a customer. Source: https://docs.stripe.com/api/customers/create.</summary>
    /// <exception cref="StripeException">There is no customer, or it is unknown whether there is.</exception>
    public Task<StripeCustomer> CreateAsync(CustomerCreateRequest request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeCustomer>(Create, Folder, request, call, cancellationToken);

    /// <summary>
    /// Reads a customer. One that was deleted is answered with nothing but its id. Source: https://docs.stripe.com/api/customers/retrieve.
    /// </summary>
    /// <exception cref="StripeException">There is no answer; <see cref="StripeErrorKind.NotFound"/> if there never was such a customer.</exception>
    public Task<StripeCustomer> RetrieveAsync(string id, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeCustomer>(Retrieve, StripeTransport.Path(Folder, id), null, call, cancellationToken);

    /// <summary>Changes the members that are set. Source: https://docs.stripe.com/api/customers/update.</summary>
    /// <exception cref="StripeException">The customer was not changed, or it is unknown whether it was.</exception>
    public Task<StripeCustomer> UpdateAsync(
        string id, CustomerUpdateRequest request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeCustomer>(Update, StripeTransport.Path(Folder, id), request, call, cancellationToken);

    /// <summary>
    /// Deletes a customer for good, and ends its subscriptions at once. Source: https://docs.stripe.com/api/customers/delete.
    /// </summary>
    /// <exception cref="StripeException">The customer was not deleted, or it is unknown whether it was.</exception>
    public Task<StripeCustomer> DeleteAsync(string id, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeCustomer>(Delete, StripeTransport.Path(Folder, id), null, call, cancellationToken);

    private protected override Task<StripePage<StripeCustomer>> ReadPageAsync(
        CustomerListRequest request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.ListAsync<StripeCustomer>(List, Folder, request, call, cancellationToken);
}

/// <summary>What a customer can be given, at first and later.</summary>
public abstract record CustomerRequest : IFormPart
{
    private protected CustomerRequest()
    {
    }

    /// <summary>At most 512 characters.</summary>
    public string? Email { get; init; }

    /// <summary>Full name or business name.</summary>
    public string? Name { get; init; }

    /// <summary>Phone number.</summary>
    public string? Phone { get; init; }

    /// <summary>For the dashboard; customers do not see it.</summary>
    public string? Description { get; init; }

    /// <summary>The customer's address.</summary>
    public StripeAddress? Address { get; init; }

    /// <summary>Where goods go; shown on invoices.</summary>
    public StripeShipping? Shipping { get; init; }

    /// <summary>In the currency's smallest unit, for the next invoice; negative: a credit.</summary>
    public long? Balance { get; init; }

    /// <summary>The payment method of subscriptions and invoices that have none of their own.</summary>
    public string? DefaultPaymentMethod { get; init; }

    /// <summary>Languages, the preferred one first.</summary>
    public IReadOnlyList<string>? PreferredLocales { get; init; }

    /// <summary><c>none</c>, <c>exempt</c> or <c>reverse</c>.</summary>
    public string? TaxExempt { get; init; }

    /// <summary>At most 50 keys of 40 characters with values of 500. An empty value removes its key.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("email", Email);
        form.Add("name", Name);
        form.Add("phone", Phone);
        form.Add("description", Description);
        form.Add("address", Address);
        form.Add("shipping", Shipping);
        form.Add("balance", Balance);
        form.Add("invoice_settings.default_payment_method", DefaultPaymentMethod);
        form.Add("preferred_locales", PreferredLocales);
        form.Add("tax_exempt", TaxExempt);
        form.Add("metadata", Metadata);
        WriteRest(form);
    }

    private protected abstract void WriteRest(FormWriter form);
}

/// <summary>A customer to make.</summary>
public sealed record CustomerCreateRequest : CustomerRequest
{
    /// <summary>A payment method to attach.</summary>
    public string? PaymentMethod { get; init; }

    /// <summary>The test clock to attach the customer to. Test mode only.</summary>
    public string? TestClock { get; init; }

    private protected override void WriteRest(FormWriter form)
    {
        form.Add("payment_method", PaymentMethod);
        form.Add("test_clock", TestClock);
    }
}

/// <summary>What to change of a customer.</summary>
public sealed record CustomerUpdateRequest : CustomerRequest
{
    private protected override void WriteRest(FormWriter form)
    {
        // Everything that can be changed can be given at first.
    }
}

/// <summary>Which customers to list. Source: https://docs.stripe.com/api/customers/list.</summary>
public sealed record CustomerListRequest : StripeListRequest
{
    /// <summary>Exactly this email, in this case.</summary>
    public string? Email { get; init; }

    /// <summary>Only those of this test clock.</summary>
    public string? TestClock { get; init; }

    private protected override void WriteFilters(FormWriter form)
    {
        form.Add("email", Email);
        form.Add("test_clock", TestClock);
    }
}
