using System.Net.Http.Json;
using System.Text.Json;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Reads;

/// <summary>Rebuilding streams of an account with an API key: what the provider answered stays until it answers anew, and no row ends with less than before.</summary>
public sealed class RebuildTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Rebuild_OfAConfirmedRow_KeepsItAndReadsItAgain()
    {
        await using var mirror = await Mirror.OpenAsync(database: _database);
        var customer = await UntoldAsync(mirror);
        var reads = await mirror.ReadsOfAsync($"/v1/customers/{customer}");

        var report = await RebuildAsync(mirror, customer);

        Assert.Equal((0, 1), (Number(report, "written"), Number(report, "to_confirm")));
        await Patiently.ReadAsync("The reads", () => mirror.ReadsOfAsync($"/v1/customers/{customer}"), now => now > reads);
        await mirror.RowAsync("customers", customer, static row => Name(row) == "Untold" && Mirror.IsConfirmed(row));
    }

    [Fact]
    public async Task Rebuild_WhileTheProviderIsAway_KeepsWhatItAnsweredBefore()
    {
        await using var mirror = await Mirror.OpenAsync(database: _database);
        var customer = await UntoldAsync(mirror);
        var fault = await mirror.Stripe.ControlAsync("faults", """{"kind":"error","status":503,"path":"/v1/customers*","method":"GET"}""");
        var reads = await mirror.ReadsOfAsync($"/v1/customers/{customer}");

        await RebuildAsync(mirror, customer);

        await Patiently.ReadAsync("The reads", () => mirror.ReadsOfAsync($"/v1/customers/{customer}"), now => now > reads);
        Assert.Equal("Untold", Name(await mirror.RowAsync("customers", customer, static row => !Mirror.IsConfirmed(row))));
        Assert.InRange((await mirror.Stripe.DeleteAsync($"/sandbox/faults/{fault.Id}")).Status, 200, 204);
        await mirror.RowAsync("customers", customer, static row => Name(row) == "Untold" && Mirror.IsConfirmed(row));
    }

    [Fact]
    public async Task Rebuild_OfARowThatIsGone_BringsItBack_AsTheProviderHasIt()
    {
        await using var mirror = await Mirror.OpenAsync(database: _database);
        var customer = await UntoldAsync(mirror);
        await _database.ExecuteAsync($"DELETE FROM customers WHERE id = '{customer}'");

        var report = await RebuildAsync(mirror, customer);

        Assert.Equal((1, 0), (Number(report, "written"), Number(report, "to_confirm")));
        await mirror.RowAsync("customers", customer, static row => Name(row) == "Untold" && Mirror.IsConfirmed(row));
    }

    [Fact]
    public async Task Rebuild_WithoutAnyEventLeft_KeepsTheRowAndReadsIt()
    {
        await using var mirror = await Mirror.OpenAsync(database: _database);
        var customer = await UntoldAsync(mirror);
        await _database.ExecuteAsync($"DELETE FROM journal WHERE stream = 'stripe/customer/{customer}'");
        await _database.ExecuteAsync($"UPDATE customers SET name = 'damaged' WHERE id = '{customer}'");

        var report = await RebuildAsync(mirror, customer);

        Assert.Equal((0, 0, 1), (Number(report, "first_version"), Number(report, "written"), Number(report, "to_confirm")));
        await mirror.RowAsync("customers", customer, static row => Name(row) == "Untold" && Mirror.IsConfirmed(row));
    }

    /// <summary>A customer whose name only an answer of the provider told: the event never came.</summary>
    private static async Task<string> UntoldAsync(Mirror mirror)
    {
        var customer = await mirror.Stripe.NewCustomerAsync();
        await mirror.RowAsync("customers", customer, Mirror.IsConfirmed);
        await mirror.Stripe.ControlAsync("webhook-faults", """{"kind":"drop","type":"customer.updated"}""");
        await mirror.Stripe.PostAsync($"/v1/customers/{customer}", "name", "Untold");
        using var refreshed = await mirror.Client.PostAsync(new Uri($"/v1/streams/stripe/customer/{customer}/refresh", UriKind.Relative), null);
        Assert.True(refreshed.IsSuccessStatusCode);
        await mirror.RowAsync("customers", customer, static row => Name(row) == "Untold" && Mirror.IsConfirmed(row));
        return customer;
    }

    private static async Task<JsonElement> RebuildAsync(Mirror mirror, string customer)
    {
        using var answer = await mirror.Client.PostAsync(new Uri($"/v1/streams/stripe/customer/{customer}/rebuild", UriKind.Relative), null);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static int Number(JsonElement report, string name) => report.GetProperty(name).GetInt32();

    private static string? Name(JsonElement row) => row.GetProperty("name").GetString();
}
