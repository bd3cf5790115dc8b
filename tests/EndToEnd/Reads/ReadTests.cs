using System.Net;
using System.Text.Json;

namespace Signalbox.Tests.EndToEnd.Reads;

/// <summary>With an API key, rows become what the provider has, with few reads, whatever happens to the webhooks and to the reads.</summary>
public sealed class ReadTests
{
    [Fact]
    public async Task Burst_OfFiftyUpdates_IsConfirmedWithAtMostTwoReads()
    {
        await using var mirror = await Mirror.OpenAsync();
        var customer = await mirror.Stripe.NewCustomerAsync();
        for (var i = 1; i < 50; i++)
        {
            await mirror.Stripe.PostAsync($"/v1/customers/{customer}", "name", $"No. {i}");
        }

        var row = await mirror.RowAsync("customers", customer, static row => row.GetProperty("name").GetString() == "No. 49" && Mirror.IsConfirmed(row));

        Assert.InRange(await mirror.ReadsOfAsync($"/v1/customers/{customer}"), 1, 2);
        Assert.Equal((await mirror.Stripe.GetAsync($"/v1/customers/{customer}")).Body, row.GetProperty("raw").GetRawText());
    }

    [Fact]
    public async Task EventOfAnOlderState_TheReadBringsTheNewerOneOfWhichNoEventCame()
    {
        await using var mirror = await Mirror.OpenAsync();
        var customer = await mirror.Stripe.NewCustomerAsync();
        await mirror.RowAsync("customers", customer, Mirror.IsConfirmed);
        await mirror.Stripe.ControlAsync("webhook-faults", """{"kind":"drop","type":"customer.updated"}""");
        await mirror.Stripe.PostAsync($"/v1/customers/{customer}", "name", "First");
        await mirror.Stripe.PostAsync($"/v1/customers/{customer}", "name", "Second");
        await mirror.Stripe.DeleteAsync("/sandbox/webhook-faults");
        var first = (await mirror.Stripe.GetAsync("/v1/events")).Json.GetProperty("data")[1].GetProperty("id").GetString();

        await mirror.Stripe.ControlAsync($"events/{first}/resend", "{}");

        await mirror.RowAsync("customers", customer, static row => row.GetProperty("name").GetString() == "Second" && Mirror.IsConfirmed(row));
    }

    [Fact]
    public async Task WebhooksOfOneSecond_DuplicatedAndReordered_EveryRowIsAsTheProviderHasIt()
    {
        await using var mirror = await Mirror.OpenAsync();
        await mirror.Stripe.ControlAsync("clock", """{"frozen":true}""");
        await mirror.Stripe.ControlAsync("webhook-faults", """{"kind":"reorder","type":"customer.updated","places":5,"delay_ms":300,"probability":0.4}""");
        await mirror.Stripe.ControlAsync("webhook-faults", """{"kind":"duplicate","type":"customer.updated","probability":0.3}""");
        var customers = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            customers.Add(await mirror.Stripe.NewCustomerAsync());
        }

        // Back and forth, so that the values before go in circles and no chain tells which was the last.
        for (var i = 0; i < 80; i++)
        {
            await mirror.Stripe.PostAsync($"/v1/customers/{customers[i % 8]}", "name", i % 3 == 0 ? "Ada" : "Bea", "phone", $"{i % 5}");
        }

        foreach (var customer in customers)
        {
            var truth = (await mirror.Stripe.GetAsync($"/v1/customers/{customer}")).Body;
            await mirror.RowAsync("customers", customer, row => row.GetProperty("raw").GetRawText() == truth && Mirror.IsConfirmed(row));
        }
    }

    [Fact]
    public async Task ProviderAway_RowsStayProvisional_AndAreSettledWhenItIsBack()
    {
        await using var mirror = await Mirror.OpenAsync();
        var fault = await mirror.Stripe.ControlAsync("faults", """{"kind":"error","status":503,"path":"/v1/customers*","method":"GET"}""");
        var customer = await mirror.Stripe.NewCustomerAsync();
        await mirror.RowAsync("customers", customer, static row => !Mirror.IsConfirmed(row));
        await Ingress.Patiently.ReadAsync("The reads", () => mirror.ReadsOfAsync($"/v1/customers/{customer}"), static reads => reads > 0);
        Assert.InRange((await mirror.Stripe.DeleteAsync($"/sandbox/faults/{fault.Id}")).Status, 200, 204);

        await mirror.RowAsync("customers", customer, Mirror.IsConfirmed);
    }

    [Fact]
    public async Task Subscription_WithItsItemsAndInvoice_IsConfirmedAndEnds()
    {
        await using var mirror = await Mirror.OpenAsync();
        var customer = await mirror.Stripe.NewCustomerAsync();
        var price = await mirror.Stripe.NewPriceAsync();
        var subscription = (await mirror.Stripe.PostAsync("/v1/subscriptions", "customer", customer, "items[0][price]", price, "items[0][quantity]", "3")).Id;

        var row = await mirror.RowAsync("subscriptions", subscription, static row => row.GetProperty("status").GetString() == "active" && Mirror.IsConfirmed(row));
        Assert.Equal(3, row.GetProperty("items")[0].GetProperty("quantity").GetInt64());
        Assert.False(row.GetProperty("items")[0].GetProperty("provisional").GetBoolean());
        await mirror.RowAsync("prices", price, Mirror.IsConfirmed);
        await mirror.RowAsync("invoices", row.GetProperty("raw").GetProperty("latest_invoice").GetString()!, Mirror.IsConfirmed);

        await mirror.Stripe.DeleteAsync($"/v1/subscriptions/{subscription}");
        row = await mirror.RowAsync("subscriptions", subscription, static row => row.GetProperty("deleted_at").ValueKind is not JsonValueKind.Null && Mirror.IsConfirmed(row));
        Assert.Equal("canceled", row.GetProperty("status").GetString());
    }

    [Fact]
    public async Task CustomerDeleted_StaysWithWhatItHeld()
    {
        await using var mirror = await Mirror.OpenAsync();
        var customer = await mirror.Stripe.NewCustomerAsync();
        await mirror.RowAsync("customers", customer, Mirror.IsConfirmed);

        await mirror.Stripe.DeleteAsync($"/v1/customers/{customer}");

        var row = await mirror.RowAsync("customers", customer, static row => row.GetProperty("deleted_at").ValueKind is not JsonValueKind.Null && Mirror.IsConfirmed(row));
        Assert.Equal("ada@example.com", row.GetProperty("email").GetString());
    }

    [Fact]
    public async Task OneObjectFails_TheOthersAreSettled()
    {
        await using var mirror = await Mirror.OpenAsync();
        var all = await mirror.Stripe.ControlAsync("faults", """{"kind":"error","status":500,"path":"/v1/customers/*","method":"GET"}""");
        var customers = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            customers.Add(await mirror.Stripe.NewCustomerAsync());
        }

        // The first of all looks, by its id.
        var failing = customers.Min(StringComparer.Ordinal)!;
        await mirror.Stripe.ControlAsync("faults", $$"""{"kind":"error","status":500,"path":"/v1/customers/{{failing}}","method":"GET"}""");
        Assert.InRange((await mirror.Stripe.DeleteAsync($"/sandbox/faults/{all.Id}")).Status, 200, 204);

        foreach (var customer in customers.Where(c => c != failing))
        {
            await mirror.RowAsync("customers", customer, Mirror.IsConfirmed);
        }

        await mirror.RowAsync("customers", failing, static row => !Mirror.IsConfirmed(row));
    }

    [Fact]
    public async Task NotFound_IsNoTombstone()
    {
        await using var mirror = await Mirror.OpenAsync();
        var fault = await mirror.Stripe.ControlAsync("faults", """{"kind":"error","status":404,"path":"/v1/customers/*","method":"GET"}""");
        var customer = await mirror.Stripe.NewCustomerAsync();
        await Ingress.Patiently.ReadAsync("The reads", () => mirror.ReadsOfAsync($"/v1/customers/{customer}"), static reads => reads > 1);

        var row = await mirror.RowAsync("customers", customer, static row => !Mirror.IsConfirmed(row));
        Assert.Equal(JsonValueKind.Null, row.GetProperty("deleted_at").ValueKind);
        Assert.InRange((await mirror.Stripe.DeleteAsync($"/sandbox/faults/{fault.Id}")).Status, 200, 204);
        await mirror.RowAsync("customers", customer, Mirror.IsConfirmed);
    }

    [Fact]
    public async Task Refresh_ByHand_BringsAChangeWhoseWebhookNeverCame()
    {
        await using var mirror = await Mirror.OpenAsync();
        var customer = await mirror.Stripe.NewCustomerAsync();
        await mirror.RowAsync("customers", customer, Mirror.IsConfirmed);
        await mirror.Stripe.ControlAsync("webhook-faults", """{"kind":"drop","type":"customer.updated"}""");
        await mirror.Stripe.PostAsync($"/v1/customers/{customer}", "name", "Untold");

        using var answer = await mirror.Client.PostAsync(new Uri($"/v1/streams/stripe/customer/{customer}/refresh", UriKind.Relative), null);
        var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode.OK, 1), (answer.StatusCode, body.GetProperty("confirmed").GetInt32()));
        Assert.Equal(
            ("customers", customer, "confirmed"),
            (body.GetProperty("objects")[0].GetProperty("table").GetString(), body.GetProperty("objects")[0].GetProperty("id").GetString(), body.GetProperty("objects")[0].GetProperty("outcome").GetString()));
        await mirror.RowAsync("customers", customer, static row => row.GetProperty("name").GetString() == "Untold" && Mirror.IsConfirmed(row));

        using var unknown = await mirror.Client.PostAsync(new Uri("/v1/streams/stripe/customer/cus_none/refresh", UriKind.Relative), null);
        Assert.Equal((HttpStatusCode.NotFound, "unknown_stream"), (unknown.StatusCode, await CodeAsync(unknown)));
        using var keyless = await mirror.Client.PostAsync(new Uri("/v1/streams/another/customer/cus_1/refresh", UriKind.Relative), null);
        Assert.Equal((HttpStatusCode.Conflict, "no_api_key"), (keyless.StatusCode, await CodeAsync(keyless)));
    }

    [Fact]
    public async Task AccountWithoutAKey_RowsStayProvisional_AndRefreshSaysWhy()
    {
        await using var mirror = await Mirror.OpenAsync(hasKey: false);
        var customer = await mirror.Stripe.NewCustomerAsync();
        await mirror.RowAsync("customers", customer, static row => !Mirror.IsConfirmed(row));

        using var answer = await mirror.Client.PostAsync(new Uri($"/v1/streams/stripe/customer/{customer}/refresh", UriKind.Relative), null);

        Assert.Equal((HttpStatusCode.Conflict, "no_api_key"), (answer.StatusCode, await CodeAsync(answer)));
        Assert.Equal(0, await mirror.ReadsOfAsync($"/v1/customers/{customer}"));
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("code").GetString();
}
