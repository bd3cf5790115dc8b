namespace Signalbox.Providers.Stripe.Api;

/// <summary>Calls about prices. Source: https://docs.stripe.com/api/prices.</summary>
public sealed class StripePrices : StripeList<PriceListRequest, StripePrice>
{
    private const string Folder = "prices";

    private static readonly StripeOperation Retrieve = StripeOperation.Get("prices.retrieve");
    private static readonly StripeOperation List = StripeOperation.Get("prices.list");

    private readonly StripeTransport _transport;

    internal StripePrices(StripeTransport transport) => _transport = transport;

    private protected override StripeOperation ListOperation => List;

    /// <summary>Reads a price. Source: https://docs.stripe.com/api/prices/retrieve.</summary>
    /// <exception cref="StripeException">There is no answer.</exception>
    public Task<StripePrice> RetrieveAsync(string id, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripePrice>(Retrieve, StripeTransport.Path(Folder, id), null, call, cancellationToken);

    private protected override Task<StripePage<StripePrice>> ReadPageAsync(
        PriceListRequest request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.ListAsync<StripePrice>(List, Folder, request, call, cancellationToken);
}

/// <summary>Which prices to list. Source: https://docs.stripe.com/api/prices/list.</summary>
public sealed record PriceListRequest : StripeListRequest
{
    /// <summary>Only those that can be used, or only those that cannot.</summary>
    public bool? Active { get; init; }

    /// <summary>Only of this currency: ISO 4217, lower case.</summary>
    public string? Currency { get; init; }

    /// <summary>Only of this product.</summary>
    public string? Product { get; init; }

    /// <summary><c>one_time</c> or <c>recurring</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Only those with one of these keys. At most 10.</summary>
    public IReadOnlyList<string>? LookupKeys { get; init; }

    private protected override void WriteFilters(FormWriter form)
    {
        form.Add("active", Active);
        form.Add("currency", Currency);
        form.Add("product", Product);
        form.Add("type", Type);
        form.Add("lookup_keys", LookupKeys);
    }
}

/// <summary>A price. Source: https://docs.stripe.com/api/prices/object.</summary>
public sealed class StripePrice : StripeObject, IStripeResource<StripePrice>
{
    private StripePrice(StripeRecord record)
        : base(record)
    {
    }

    static string IStripeResource<StripePrice>.TypeName => "price";

    /// <summary>The product's id.</summary>
    public string? Product => Json.Reference("product"u8);

    /// <summary>Whether it can be used for new purchases.</summary>
    public bool? IsActive => Json.Flag("active"u8);

    /// <summary>ISO 4217, lower case.</summary>
    public string? Currency => Json.Text("currency"u8);

    /// <summary>In the currency's smallest unit; missing for tiers and for fractions of the unit.</summary>
    public long? UnitAmount => Json.Number("unit_amount"u8);

    /// <summary><c>one_time</c> or <c>recurring</c>.</summary>
    public string? Type => Json.Text("type"u8);

    /// <summary><c>day</c>, <c>week</c>, <c>month</c> or <c>year</c>; missing if it is paid once.</summary>
    public string? RecurringInterval => Json.Child("recurring"u8)?.Text("interval"u8);

    /// <summary>A name to find it by.</summary>
    public string? LookupKey => Json.Text("lookup_key"u8);

    static StripePrice IStripeResource<StripePrice>.From(StripeRecord record) => new(record);
}
