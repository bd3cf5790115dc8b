using Signalbox.Simulation;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Api;

/// <summary>https://docs.stripe.com/api/checkout/sessions and https://docs.stripe.com/api/customer_portal/sessions.</summary>
internal static class SessionRoutes
{
    internal static IEnumerable<ApiRoute> All =>
    [
        ApiRoute.Post("/v1/checkout/sessions", Create, "cancel_url", "client_reference_id", "customer", "line_items", "metadata", "mode", "success_url"),
        ApiRoute.Get("/v1/checkout/sessions/{id}", static call => call.Text(call.Named<CheckoutSession>("checkout.session"))),
        ApiRoute.Post("/v1/billing_portal/sessions", CreatePortal, "customer", "return_url"),
    ];

    private static string Create(ApiCall call)
    {
        var form = call.Form;
        form.Required("success_url");
        form.Required("mode");
        var mode = form.Choice("mode", "payment", "subscription");
        var customer = call.Optional<Customer>("customer", "customer");
        var items = form.Items("line_items");
        if (items.Count != 1)
        {
            throw form.Wrong("line_items", "The sandbox's checkout sessions have one line item.", items.Count == 0 ? "parameter_missing" : null);
        }

        items[0].RequireKnown(["price", "quantity"]);
        var price = call.Given<Price>("price", "line_items[0][price]", items[0].Required("price"));
        if ((price.Interval is null ? "payment" : "subscription") != mode)
        {
            throw form.Wrong("mode", $"mode is {mode}, and the price is {(price.Interval is null ? "paid once" : "recurring")}.");
        }

        if (mode == "subscription" && customer is null)
        {
            throw form.Wrong("customer", "The sandbox's checkout sessions for subscriptions have a customer.", "parameter_missing");
        }

        var quantity = items[0].Whole("quantity") ?? 1;
        if (quantity is < 1 or > 1_000_000)
        {
            throw items[0].Wrong("quantity", "quantity must be within 1 to 1000000.", "parameter_invalid_integer");
        }

        var session = call.Account.OpenCheckout(customer, price, quantity);
        session.SuccessUrl = form.Text("success_url");
        session.CancelUrl = form.TextOr("cancel_url", null);
        session.ClientReference = form.TextOr("client_reference_id", null);
        session.Url = new Uri(call.Address, $"/sandbox/checkout/{session.Id}").AbsoluteUri;
        form.FillMetadata(session.Metadata);
        return call.Text(session);
    }

    private static string CreatePortal(ApiCall call)
    {
        var customer = call.Required<Customer>("customer", "customer");
        var id = call.Account.NewId("bps_1", 23);
        var json = new JsonText();
        json.Add($$"""
            {"id":{{id}},"object":"billing_portal.session","configuration":"bpc_1SignalboxTestConfig0001","created":{{call.Account.Now.ToUnixTimeSeconds()}},
            "customer":{{customer.Id}},"flow":null,"livemode":false,"locale":null,"on_behalf_of":null,"return_url":{{call.Form.TextOr("return_url", null)}},
            "url":{{new Uri(call.Address, $"/sandbox/portal/{id}").AbsoluteUri}}}
            """);
        return System.Text.Encoding.UTF8.GetString(json.Written);
    }
}
