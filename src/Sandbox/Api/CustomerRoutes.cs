using Signalbox.Sandbox.Requests;
using Signalbox.Simulation;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Api;

/// <summary>https://docs.stripe.com/api/customers.</summary>
internal static class CustomerRoutes
{
    private static readonly string[] Parameters =
        ["address", "balance", "description", "email", "invoice_settings", "metadata", "name", "payment_method", "phone", "preferred_locales"];

    private static readonly string[] AddressParameters = ["city", "country", "line1", "line2", "postal_code", "state"];

    internal static IEnumerable<ApiRoute> All =>
    [
        ApiRoute.Post("/v1/customers", Create, Parameters),
        ApiRoute.Get("/v1/customers/{id}", Retrieve),
        ApiRoute.Post("/v1/customers/{id}", Update, Parameters),
        ApiRoute.Delete("/v1/customers/{id}", Delete),
        ApiRoute.List("/v1/customers", List, "email", "created"),
    ];

    private static string Create(ApiCall call)
    {
        var card = TestCards.Attachment(call.Form, "payment_method");
        return call.Text(call.Account.CreateCustomer(Fill(call.Form), card));
    }

    private static string Retrieve(ApiCall call)
    {
        var customer = call.Named<Customer>("customer");
        return customer.IsDeleted ? Deletion.Text(customer) : call.Text(customer);
    }

    private static string Update(ApiCall call)
    {
        var customer = Living(call);
        var settings = call.Form.Nested("invoice_settings");
        var isTestCard = settings.Text("default_payment_method") is { } id && customer.DefaultCard?.Id != id && customer.Wallet?.Id != id;
        var card = TestCards.Attachment(call.Form, "payment_method") ?? (isTestCard ? TestCards.Attachment(settings, "default_payment_method") : null);
        call.Account.UpdateCustomer(customer, Fill(call.Form), card);
        return call.Text(customer);
    }

    private static string Delete(ApiCall call)
    {
        var customer = Living(call);
        call.Account.DeleteCustomer(customer);
        return Deletion.Text(customer);
    }

    private static string List(ApiCall call)
    {
        var (email, created) = (call.Form.Text("email"), CreatedFilter.Of(call.Form));
        return Listing.Of(
            call, "/v1/customers",
            call.Account.Newest<Customer>().Where(one => !one.IsDeleted && created.Admits(one.Created) && (email is null || one.Email == email)));
    }

    private static Customer Living(ApiCall call) =>
        call.Named<Customer>("customer") is { IsDeleted: false } customer ? customer : throw new StripeErrorException(StripeError.NoSuch("customer", call.Id));

    // All fields are read, and their faults found, before anything changes.
    private static Action<Customer> Fill(Form form)
    {
        var (balance, address) = (form.Whole("balance"), form.Nested("address"));
        address.RequireKnown(AddressParameters);
        return customer =>
        {
            customer.Email = form.TextOr("email", customer.Email);
            customer.Name = form.TextOr("name", customer.Name);
            customer.Phone = form.TextOr("phone", customer.Phone);
            customer.Description = form.TextOr("description", customer.Description);
            customer.Balance = balance ?? customer.Balance;
            customer.Address = form.Text("address") is "" ? null : address.Names.Any() ? AddressOf(address) : customer.Address;
            form.FillMetadata(customer.Metadata);
        };
    }

    private static byte[] AddressOf(Form address)
    {
        var json = new JsonText();
        json.Add($$"""
            {"city":{{address.Text("city")}},"country":{{address.Text("country")}},"line1":{{address.Text("line1")}},"line2":{{address.Text("line2")}},
            "postal_code":{{address.Text("postal_code")}},"state":{{address.Text("state")}}}
            """);
        return json.Written.ToArray();
    }
}
