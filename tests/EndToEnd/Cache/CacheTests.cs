using Signalbox.Tests.EndToEnd.Ingress;

namespace Signalbox.Tests.EndToEnd.Cache;

/// <summary>Objects as the provider has them, read through the cache of a process that gets no webhook itself.</summary>
public sealed class CacheTests
{
    [Fact]
    public async Task EveryKind_IsAMissThenAHit_OneCallEach_AndInTheProjection()
    {
        await using var catalogue = await Catalogue.OpenAsync();
        await catalogue.Stripe.ControlAsync("webhook-faults", """{"kind":"drop"}""");
        var customer = await catalogue.Stripe.NewCustomerAsync();
        var price = await catalogue.Stripe.NewPriceAsync();
        var product = (await catalogue.Stripe.GetAsync($"/v1/prices/{price}"))["product"];
        var askedByUs = await catalogue.CallsForAsync($"/v1/prices/{price}");

        foreach (var (path, table) in new[] { ($"customers/{customer}", "customers"), ($"products/{product}", "products"), ($"prices/{price}", "prices") })
        {
            var miss = await catalogue.GetAsync($"stripe/{path}");
            var hit = await catalogue.GetAsync($"stripe/{path}");

            Assert.Equal((200, "miss", TimeSpan.Zero), (miss.Status, miss.Origin, miss.Age));
            Assert.Equal((200, "hit", miss.Body), (hit.Status, hit.Origin, hit.Body));
            Assert.NotNull(hit.Age);
            Assert.Equal(1 + (table == "prices" ? askedByUs : 0), await catalogue.CallsForAsync($"/v1/{path}"));
            Assert.Equal((await catalogue.Stripe.GetAsync($"/v1/{path}")).Body, hit.Body);
            Assert.Equal(false, await catalogue.ScalarAsync($"SELECT provisional FROM {table} WHERE id = '{path.Split('/')[1]}'"));
        }

        var metrics = await catalogue.MetricsAsync();
        Assert.Matches(@"signalbox_cache_reads_total\{[^}]*kind=""customers""[^}]*outcome=""hit""[^}]*\} 1\b", metrics);
        Assert.Matches(@"signalbox_cache_entries(\{[^}]*\})? 3\b", metrics);
    }

    [Fact]
    public async Task WebhookAppliedInAnotherProcess_InvalidatesTheEntry()
    {
        await using var catalogue = await Catalogue.OpenAsync();
        var customer = await catalogue.Stripe.NewCustomerAsync();
        await catalogue.SettleAsync("customers", customer);
        Assert.Equal("miss", (await catalogue.GetAsync($"stripe/customers/{customer}")).Origin);
        Assert.Equal("hit", (await catalogue.GetAsync($"stripe/customers/{customer}")).Origin);

        await catalogue.Stripe.PostAsync($"/v1/customers/{customer}", "name", "Changed");

        var changed = await Patiently.ReadAsync(
            "The customer", () => catalogue.GetAsync($"stripe/customers/{customer}"), static answer => answer["name"] == "Changed");
        Assert.Equal("miss", changed.Origin);
        await catalogue.SettleAsync("customers", customer);
        var hit = await catalogue.GetAsync($"stripe/customers/{customer}");
        Assert.Equal(("hit", "Changed"), (hit.Origin, hit["name"]));
    }

    [Fact]
    public async Task BothProcesses_ReadInTurn_OneCallEach()
    {
        await using var catalogue = await Catalogue.OpenAsync();
        await catalogue.Stripe.ControlAsync("webhook-faults", """{"kind":"drop"}""");
        var customer = await catalogue.Stripe.NewCustomerAsync();
        for (var i = 0; i < 5; i++)
        {
            var origins = ((await catalogue.GetAsync($"stripe/customers/{customer}")).Origin, (await catalogue.GetFromTheOtherAsync($"stripe/customers/{customer}")).Origin);
            Assert.Equal(i == 0 ? ("miss", "miss") : ("hit", "hit"), origins);
        }

        Assert.Equal(2, await catalogue.CallsForAsync($"/v1/customers/{customer}"));
    }

    [Fact]
    public async Task FiftyReadersAtOnce_AreOneCall()
    {
        await using var catalogue = await Catalogue.OpenAsync();
        await catalogue.Stripe.ControlAsync("webhook-faults", """{"kind":"drop"}""");
        var customer = await catalogue.Stripe.NewCustomerAsync();
        await catalogue.Stripe.ControlAsync("faults", """{"kind":"latency","latency_ms":1500,"path":"/v1/customers*","method":"GET"}""");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => catalogue.GetAsync($"stripe/customers/{customer}")));

        Assert.All(answers, answer => Assert.Equal((200, customer), (answer.Status, answer["id"])));
        Assert.Equal(1, await catalogue.CallsForAsync($"/v1/customers/{customer}"));
    }

    [Fact]
    public async Task ProviderFails_ThenTheCircuitIsOpen_InvalidatedEntriesAreServedAsStale_OthersRefused()
    {
        await using var catalogue = await Catalogue.OpenAsync(
            ("Calls__MinimumThroughput", "3"), ("Calls__FirstBreak", "00:10:00"), ("Calls__LongestBreak", "00:10:00"), ("Reads__Delay", "00:01:00"), ("Reads__LongestDelay", "00:01:00"));
        var customer = await catalogue.Stripe.NewCustomerAsync();
        await catalogue.WebhooksAppliedAsync();
        Assert.Equal("miss", (await catalogue.GetAsync($"stripe/customers/{customer}")).Origin);
        await catalogue.Stripe.PostAsync($"/v1/customers/{customer}", "name", "Changed");
        await catalogue.WebhooksAppliedAsync();
        await catalogue.Stripe.ControlAsync("faults", """{"kind":"error","status":503,"path":"/v1/customers*","method":"GET"}""");

        var stale = await catalogue.GetAsync($"stripe/customers/{customer}");
        Assert.Equal((200, "stale", ""), (stale.Status, stale.Origin, stale["name"]));
        Assert.True(stale.Age >= TimeSpan.Zero);

        // Until the circuit is open: then nothing is sent any more.
        var before = -1;
        await Patiently.ReadAsync(
            "The calls",
            async () =>
            {
                Assert.Equal("stale", (await catalogue.GetAsync($"stripe/customers/{customer}")).Origin);
                var (last, now) = (before, await catalogue.CallsForAsync($"/v1/customers/{customer}"));
                before = now;
                return now - last;
            },
            static more => more == 0);

        var refused = await catalogue.GetAsync("stripe/customers/cus_never_read");
        Assert.Equal((503, "provider_unavailable", null), (refused.Status, refused["code"], refused.Origin));
        Assert.True(refused.RetryAfter >= TimeSpan.FromSeconds(1));
        Assert.Equal(0, await catalogue.CallsForAsync("/v1/customers/cus_never_read"));
    }

    [Fact]
    public async Task WhatTheProviderDoesNotHave_Is404_AndAKnownObjectIsMarkedAsDeleted()
    {
        await using var catalogue = await Catalogue.OpenAsync();
        var never = await catalogue.GetAsync("stripe/customers/cus_never");
        Assert.Equal((404, "unknown_at_provider", null), (never.Status, never["code"], never.Origin));
        Assert.Equal(0L, await catalogue.ScalarAsync("SELECT count(*) FROM customers"));

        var customer = await catalogue.Stripe.NewCustomerAsync();
        await catalogue.SettleAsync("customers", customer);
        await catalogue.GetAsync($"stripe/customers/{customer}");
        await catalogue.Stripe.DeleteAsync($"/v1/customers/{customer}");

        // Of a deleted customer Stripe says that it is deleted.
        var deleted = await Patiently.ReadAsync(
            "The customer", () => catalogue.GetAsync($"stripe/customers/{customer}"), static answer => answer.Body.Contains("\"deleted\"", StringComparison.Ordinal));
        Assert.Equal((200, "miss", "True"), (deleted.Status, deleted.Origin, deleted["deleted"]));
        await Patiently.ReadAsync("The tombstone", () => catalogue.ScalarAsync($"SELECT deleted_at IS NOT NULL FROM customers WHERE id = '{customer}'"), static gone => gone is true);
    }

    [Fact]
    public async Task WhatCannotBeRead_SaysWhy()
    {
        await using var catalogue = await Catalogue.OpenAsync(("Accounts__keyless__Provider", "stripe"), ("Accounts__keyless__WebhookSecrets__0", "whsec_not_a_real_secret"));

        Assert.Equal((409, "no_api_key"), await CodeAsync("keyless/customers/cus_1"));
        Assert.Equal((404, "unknown_account"), await CodeAsync("nobody/customers/cus_1"));
        Assert.Equal((400, "invalid_parameters"), await CodeAsync("stripe/customers/cus%201"));
        Assert.Equal((400, "invalid_parameters"), await CodeAsync("stripe/prices/price_1?expand=product"));
        var withoutGrains = await catalogue.GetWithoutGrainsAsync("stripe/customers/cus_1");
        Assert.Equal((503, "no_grains"), (withoutGrains.Status, withoutGrains["code"]));

        async Task<(int, string?)> CodeAsync(string path)
        {
            var answer = await catalogue.GetAsync(path);
            return (answer.Status, answer["code"]);
        }
    }
}
