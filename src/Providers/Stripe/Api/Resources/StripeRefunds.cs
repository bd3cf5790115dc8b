namespace Signalbox.Providers.Stripe.Api;

/// <summary>Calls about refunds. Source: https://docs.stripe.com/api/refunds.</summary>
public sealed class StripeRefunds
{
    private const string Folder = "refunds";

    private static readonly StripeOperation Create = StripeOperation.Post("refunds.create");
    private static readonly StripeOperation Retrieve = StripeOperation.Get("refunds.retrieve");

    private readonly StripeTransport _transport;

    internal StripeRefunds(StripeTransport transport) => _transport = transport;

    /// <summary>Pays back a payment or a part of it. Source: https://docs.stripe.com/api/refunds/create.</summary>
    /// <exception cref="StripeException">Nothing is paid back, or it is unknown whether it is.</exception>
    public Task<StripeRefund> CreateAsync(RefundCreateRequest request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeRefund>(Create, Folder, request, call, cancellationToken);

    /// <summary>Reads a refund. Source: https://docs.stripe.com/api/refunds/retrieve.</summary>
    /// <exception cref="StripeException">There is no answer.</exception>
    public Task<StripeRefund> RetrieveAsync(string id, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeRefund>(Retrieve, StripeTransport.Path(Folder, id), null, call, cancellationToken);
}

/// <summary>What to pay back: of one payment, named by its intent or by its charge.</summary>
public sealed record RefundCreateRequest : IFormPart
{
    /// <summary>The payment's id.</summary>
    public string? PaymentIntent { get; init; }

    /// <summary>The charge's id.</summary>
    public string? Charge { get; init; }

    /// <summary>In the currency's smallest unit. <see langword="null"/>: all that is left.</summary>
    public long? Amount { get; init; }

    /// <summary><c>duplicate</c>, <c>fraudulent</c> or <c>requested_by_customer</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the application's fee is paid back as well.</summary>
    public bool? RefundApplicationFee { get; init; }

    /// <summary>Whether the transfer to the connected account is reversed as well.</summary>
    public bool? ReverseTransfer { get; init; }

    /// <summary>At most 50 keys of 40 characters with values of 500.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("payment_intent", PaymentIntent);
        form.Add("charge", Charge);
        form.Add("amount", Amount);
        form.Add("reason", Reason);
        form.Add("refund_application_fee", RefundApplicationFee);
        form.Add("reverse_transfer", ReverseTransfer);
        form.Add("metadata", Metadata);
    }
}

/// <summary>A refund. Source: https://docs.stripe.com/api/refunds/object.</summary>
public sealed class StripeRefund : StripeObject, IStripeResource<StripeRefund>
{
    private StripeRefund(StripeRecord record)
        : base(record)
    {
    }

    static string IStripeResource<StripeRefund>.TypeName => "refund";

    /// <summary><c>pending</c>, <c>requires_action</c>, <c>succeeded</c>, <c>failed</c> or <c>canceled</c>.</summary>
    public string? Status => Json.Text("status"u8);

    /// <summary>In the currency's smallest unit.</summary>
    public long? Amount => Json.Number("amount"u8);

    /// <summary>ISO 4217, lower case.</summary>
    public string? Currency => Json.Text("currency"u8);

    /// <summary>The payment's id.</summary>
    public string? PaymentIntent => Json.Reference("payment_intent"u8);

    /// <summary>The charge's id.</summary>
    public string? Charge => Json.Reference("charge"u8);

    /// <summary>Why it failed.</summary>
    public string? FailureReason => Json.Text("failure_reason"u8);

    static StripeRefund IStripeResource<StripeRefund>.From(StripeRecord record) => new(record);
}
