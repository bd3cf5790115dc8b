namespace Signalbox.Providers.Stripe.Api;

/// <summary>Calls about products. Source: https://docs.stripe.com/api/products.</summary>
public sealed class StripeProducts : StripeList<ProductListRequest, StripeProduct>
{
    private const string Folder = "products";

    private static readonly StripeOperation Retrieve = StripeOperation.Get("products.retrieve");
    private static readonly StripeOperation List = StripeOperation.Get("products.list");

    private readonly StripeTransport _transport;

    internal StripeProducts(StripeTransport transport) => _transport = transport;

    private protected override StripeOperation ListOperation => List;

    /// <summary>Reads a product. Source: https://docs.stripe.com/api/products/retrieve.</summary>
    /// <exception cref="StripeException">There is no answer.</exception>
    public Task<StripeProduct> RetrieveAsync(string id, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeProduct>(Retrieve, StripeTransport.Path(Folder, id), null, call, cancellationToken);

    private protected override Task<StripePage<StripeProduct>> ReadPageAsync(
        ProductListRequest request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.ListAsync<StripeProduct>(List, Folder, request, call, cancellationToken);
}

/// <summary>Which products to list. Source: https://docs.stripe.com/api/products/list.</summary>
public sealed record ProductListRequest : StripeListRequest
{
    /// <summary>Only those that can be bought, or only those that cannot.</summary>
    public bool? Active { get; init; }

    /// <summary>Only these. Not together with a bound of the list.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Only goods, or only what is not shipped.</summary>
    public bool? Shippable { get; init; }

    private protected override void WriteFilters(FormWriter form)
    {
        form.Add("active", Active);
        form.Add("ids", Ids);
        form.Add("shippable", Shippable);
    }
}

/// <summary>A product. Source: https://docs.stripe.com/api/products/object.</summary>
public sealed class StripeProduct : StripeObject, IStripeResource<StripeProduct>
{
    private StripeProduct(StripeRecord record)
        : base(record)
    {
    }

    static string IStripeResource<StripeProduct>.TypeName => "product";

    /// <summary>What customers see.</summary>
    public string? Name => Json.Text("name"u8);

    /// <summary>What customers see below the name.</summary>
    public string? Description => Json.Text("description"u8);

    /// <summary>Whether it can be bought.</summary>
    public bool? IsActive => Json.Flag("active"u8);

    /// <summary>The id of the price that counts when none is named.</summary>
    public string? DefaultPrice => Json.Reference("default_price"u8);

    static StripeProduct IStripeResource<StripeProduct>.From(StripeRecord record) => new(record);
}
