using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;
using Signalbox.Rejections;
using Signalbox.Tests.Storage.Secrets;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Rejections;

/// <summary>The sample of refused webhooks: bounded, sealed and swept.</summary>
public sealed class RejectionStoreTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private KeyProcess _process = null!;
    private PostgresRejections _rejections = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _process = new KeyProcess(_database);
        await _process.Configuration.LoadAllAsync(default);
        _rejections = new PostgresRejections(_database.DataSource, _process.Vault, Options.Create(new RejectionOptions { PerSource = 4, PerFault = 3 }), _process.Time);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Kept_AreTheNewestOfEachFaultAndSource()
    {
        await AddAsync("eu", "no_match", 0, 5);
        await AddAsync("eu", "missing_header", 10, 2);
        await AddAsync("us", "no_match", 0, 1);

        var kept = await _rejections.ListAsync("eu", default);

        // Of five of one fault three stay; with two newer ones of another the oldest of these goes too.
        Assert.Equal(["missing_header", "missing_header", "no_match", "no_match"], kept.Select(static k => k.Fault));
        Assert.Equal(4, kept.Select(static k => k.ReceivedAt).Distinct().Count());
        Assert.Equal(_process.Time.GetUtcNow().UtcDateTime + TimeSpan.FromSeconds(11), kept[0].ReceivedAt);
        Assert.Single(await _rejections.ListAsync("us", default));
    }

    [Fact]
    public async Task Found_IsWhatCame_AndNothingOfItIsInClear()
    {
        var added = (await AddAsync("eu", "no_match", 0, 1))[0];

        var found = await _rejections.FindAsync("eu", added.Id, default);

        Assert.Equal("a body of the rejection tests", Encoding.UTF8.GetString(found!.Content.Body));
        Assert.Equal("t=1,v1=0", found.ToWebhook().Headers["Stripe-Signature"].ToString());
        Assert.Equal("(redacted)", found.ToWebhook().Headers.Authorization.ToString());
        Assert.Null(await _rejections.FindAsync("us", added.Id, default));
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM rejected_requests WHERE position('rejection tests'::bytea IN sealed) > 0 OR position('Stripe-Signature'::bytea IN sealed) > 0"));
    }

    [Fact]
    public async Task Old_AreNotShown_AndSwept()
    {
        var added = (await AddAsync("eu", "no_match", 0, 1))[0];
        _process.Time.Advance(TimeSpan.FromHours(25));

        Assert.Empty(await _rejections.ListAsync("eu", default));
        Assert.Null(await _rejections.FindAsync("eu", added.Id, default));
        Assert.Equal(1L, await _database.ScalarAsync("SELECT count(*) FROM rejected_requests"));
        await _rejections.SweepAsync(default);
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM rejected_requests"));
    }

    private async Task<List<RejectedRequest>> AddAsync(string source, string fault, int second, int count)
    {
        Assert.True(new ProviderCatalog().TryFind("stripe", out var stripe));
        var headers = new HeaderDictionary { ["Stripe-Signature"] = "t=1,v1=0", ["Authorization"] = "Bearer not-a-real-token" };
        var request = new WebhookRequest("POST", "https", "example.com", $"/ingest/{source}", headers, "a body of the rejection tests"u8.ToArray());
        var added = new List<RejectedRequest>();
        for (var i = 0; i < count; i++)
        {
            added.Add(RejectedRequest.Of(source, fault, _process.Time.GetUtcNow() + TimeSpan.FromSeconds(second + i), request, stripe.Definition.Signature.Traits, RejectedHeaders.KnownTo([stripe.Definition])));
            await _rejections.AddAsync(added[^1], default);
        }

        return added;
    }
}
