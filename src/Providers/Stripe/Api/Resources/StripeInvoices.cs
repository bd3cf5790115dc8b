namespace Signalbox.Providers.Stripe.Api;

/// <summary>Calls about invoices. Source: https://docs.stripe.com/api/invoices.</summary>
public sealed class StripeInvoices : StripeList<InvoiceListRequest, StripeInvoice>
{
    private const string Folder = "invoices";

    private static readonly StripeOperation Retrieve = StripeOperation.Get("invoices.retrieve");
    private static readonly StripeOperation Pay = StripeOperation.Post("invoices.pay");
    private static readonly StripeOperation List = StripeOperation.Get("invoices.list");

    private readonly StripeTransport _transport;

    internal StripeInvoices(StripeTransport transport) => _transport = transport;

    private protected override StripeOperation ListOperation => List;

    /// <summary>Reads an invoice. Source: https://docs.stripe.com/api/invoices/retrieve.</summary>
    /// <exception cref="StripeException">There is no answer.</exception>
    public Task<StripeInvoice> RetrieveAsync(string id, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeInvoice>(Retrieve, StripeTransport.Path(Folder, id), null, call, cancellationToken);

    /// <summary>Tries to collect an open invoice now. Source: https://docs.stripe.com/api/invoices/pay.</summary>
    /// <exception cref="StripeException">It was not paid, or it is unknown whether it was.</exception>
    public Task<StripeInvoice> PayAsync(string id, InvoicePayRequest? request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeInvoice>(Pay, StripeTransport.Path(Folder, id, "pay"), request, call, cancellationToken);

    private protected override Task<StripePage<StripeInvoice>> ReadPageAsync(
        InvoiceListRequest request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.ListAsync<StripeInvoice>(List, Folder, request, call, cancellationToken);
}

/// <summary>How to pay an invoice.</summary>
public sealed record InvoicePayRequest : IFormPart
{
    /// <summary>The payment method's id. <see langword="null"/>: the default.</summary>
    public string? PaymentMethod { get; init; }

    /// <summary>Whether it was paid without Stripe.</summary>
    public bool? PaidOutOfBand { get; init; }

    /// <summary>Whether the customer is away. Stripe's default: yes.</summary>
    public bool? OffSession { get; init; }

    /// <summary>Whether to count it as paid although the payment was smaller.</summary>
    public bool? Forgive { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("payment_method", PaymentMethod);
        form.Add("paid_out_of_band", PaidOutOfBand);
        form.Add("off_session", OffSession);
        form.Add("forgive", Forgive);
    }
}

/// <summary>Which invoices to list. Source: https://docs.stripe.com/api/invoices/list.</summary>
public sealed record InvoiceListRequest : StripeListRequest
{
    /// <summary>Only this customer's.</summary>
    public string? Customer { get; init; }

    /// <summary>Only this subscription's.</summary>
    public string? Subscription { get; init; }

    /// <summary><c>draft</c>, <c>open</c>, <c>paid</c>, <c>uncollectible</c> or <c>void</c>.</summary>
    public string? Status { get; init; }

    /// <summary><c>charge_automatically</c> or <c>send_invoice</c>.</summary>
    public string? CollectionMethod { get; init; }

    private protected override void WriteFilters(FormWriter form)
    {
        form.Add("customer", Customer);
        form.Add("subscription", Subscription);
        form.Add("status", Status);
        form.Add("collection_method", CollectionMethod);
    }
}

/// <summary>An invoice. Source: https://docs.stripe.com/api/invoices/object.</summary>
public sealed class StripeInvoice : StripeObject, IStripeResource<StripeInvoice>
{
    private StripeInvoice(StripeRecord record)
        : base(record)
    {
    }

    static string IStripeResource<StripeInvoice>.TypeName => "invoice";

    /// <summary><c>draft</c>, <c>open</c>, <c>paid</c>, <c>uncollectible</c> or <c>void</c>.</summary>
    public string? Status => Json.Text("status"u8);

    /// <summary>What customers know it by.</summary>
    public string? Number => Json.Text("number"u8);

    /// <summary>The customer's id.</summary>
    public string? Customer => Json.Reference("customer"u8);

    /// <summary>The subscription's id, in old and new API versions.</summary>
    public string? Subscription =>
        Json.Reference("subscription"u8) ?? Json.Child("parent"u8)?.Child("subscription_details"u8)?.Reference("subscription"u8);

    /// <summary>ISO 4217, lower case.</summary>
    public string? Currency => Json.Text("currency"u8);

    /// <summary>In the currency's smallest unit, with discounts and taxes.</summary>
    public long? Total => Json.Number("total"u8);

    /// <summary>What is due after the customer's balance.</summary>
    public long? AmountDue => Json.Number("amount_due"u8);

    /// <summary>What was paid.</summary>
    public long? AmountPaid => Json.Number("amount_paid"u8);

    /// <summary>What is left to pay.</summary>
    public long? AmountRemaining => Json.Number("amount_remaining"u8);

    /// <summary>When an invoice that was sent is due.</summary>
    public DateTimeOffset? DueDate => Json.Time("due_date"u8);

    /// <summary>Stripe's page to pay it on. Whoever has it sees the invoice.</summary>
    public string? HostedUrl => Json.Text("hosted_invoice_url"u8);

    static StripeInvoice IStripeResource<StripeInvoice>.From(StripeRecord record) => new(record);
}
