using Signalbox.Sandbox.Requests;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Api;

/// <summary>https://docs.stripe.com/api/products and https://docs.stripe.com/api/prices.</summary>
internal static class CatalogRoutes
{
    internal static IEnumerable<ApiRoute> All =>
    [
        ApiRoute.Post("/v1/products", CreateProduct, "active", "description", "metadata", "name"),
        ApiRoute.Get("/v1/products/{id}", static call => Read(call, call.Named<Product>("product"))),
        ApiRoute.Post("/v1/products/{id}", UpdateProduct, "active", "description", "metadata", "name"),
        ApiRoute.Delete("/v1/products/{id}", DeleteProduct),
        ApiRoute.List("/v1/products", ListProducts, "active", "created"),
        ApiRoute.Post("/v1/prices", CreatePrice, "active", "currency", "metadata", "nickname", "product", "product_data", "recurring", "unit_amount"),
        ApiRoute.Get("/v1/prices/{id}", static call => Read(call, call.Named<Price>("price"))),
        ApiRoute.Post("/v1/prices/{id}", UpdatePrice, "active", "metadata", "nickname"),
        ApiRoute.List("/v1/prices", ListPrices, "active", "created", "product", "type"),
    ];

    private static string Read(ApiCall call, StripeObject one) => one.IsDeleted ? Deletion.Text(one) : call.Text(one);

    private static string CreateProduct(ApiCall call)
    {
        var (form, active) = (call.Form, call.Form.Flag("active") ?? true);
        return call.Text(call.Account.CreateProduct(form.Required("name"), product =>
        {
            product.Active = active;
            product.Description = form.TextOr("description", null);
            form.FillMetadata(product.Metadata);
        }));
    }

    private static string UpdateProduct(ApiCall call)
    {
        var (form, product, active) = (call.Form, Living<Product>(call, "product"), call.Form.Flag("active"));
        call.Account.UpdateProduct(product, () =>
        {
            product.Name = form.TextOr("name", product.Name) ?? product.Name;
            product.Active = active ?? product.Active;
            product.Description = form.TextOr("description", product.Description);
            form.FillMetadata(product.Metadata);
        });
        return call.Text(product);
    }

    private static string DeleteProduct(ApiCall call)
    {
        var product = Living<Product>(call, "product");
        call.Account.DeleteProduct(product);
        return Deletion.Text(product);
    }

    private static string UpdatePrice(ApiCall call)
    {
        var (form, price, active) = (call.Form, Living<Price>(call, "price"), call.Form.Flag("active"));
        form.FillMetadata(price.Metadata);
        call.Account.UpdatePrice(price, form.TextOr("nickname", price.Nickname), active ?? price.Active);
        return call.Text(price);
    }

    private static T Living<T>(ApiCall call, string kind)
        where T : StripeObject => call.Named<T>(kind) is { IsDeleted: false } found ? found : throw new StripeErrorException(StripeError.NoSuch(kind, call.Id));

    private static string ListProducts(ApiCall call)
    {
        var (active, created) = (call.Form.Flag("active"), CreatedFilter.Of(call.Form));
        return Listing.Of(
            call, "/v1/products",
            call.Account.Newest<Product>().Where(one => !one.IsDeleted && created.Admits(one.Created) && (active is null || one.Active == active)));
    }

    private static string CreatePrice(ApiCall call)
    {
        var form = call.Form;
        var (recurring, productData) = (form.Nested("recurring"), form.Nested("product_data"));
        recurring.RequireKnown(["interval", "interval_count", "usage_type"]);
        productData.RequireKnown(["name"]);
        form.Required("unit_amount");
        var (currency, amount, active) = (form.Currency(), form.Whole("unit_amount")!.Value, form.Flag("active") ?? true);
        var interval = recurring.Choice("interval", "day", "week", "month", "year");
        if (amount < 0 || (recurring.Whole("interval_count") ?? 1) != 1 || (interval is null && recurring.Names.Any()))
        {
            throw form.Wrong("recurring", "A price has a unit_amount of 0 or more; a recurring one has an interval, and the sandbox knows no other interval_count than 1.");
        }

        var existing = call.Optional<Product>("product", "product");
        var product = existing ?? call.Account.CreateProduct(productData.Required("name"), static _ => { });
        return call.Text(call.Account.CreatePrice(product, amount, currency, interval, price =>
        {
            price.Active = active;
            price.Nickname = form.TextOr("nickname", null);
            form.FillMetadata(price.Metadata);
        }));
    }

    private static string ListPrices(ApiCall call)
    {
        var (product, type) = (call.Form.Text("product"), call.Form.Choice("type", "one_time", "recurring"));
        var (active, created) = (call.Form.Flag("active"), CreatedFilter.Of(call.Form));
        return Listing.Of(call, "/v1/prices", call.Account.Newest<Price>().Where(one =>
            !one.IsDeleted && created.Admits(one.Created)
            && (active is null || one.Active == active)
            && (product is null || one.Product.Id == product)
            && (type is null || (one.Interval is null) == (type == "one_time"))));
    }
}
