using System.Net;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Tests.Unit.Providers.Stripe.Api;

/// <summary>What a client is made with, and what a call can be given besides its parameters.</summary>
public sealed class StripeClientTests
{
    private const string Ok = """{"id":"cus_1","object":"customer"}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://api.stripe.com", "https://api.stripe.com/v1/customers/cus_1")]
    [InlineData("http://127.0.0.1:9999/", "http://127.0.0.1:9999/v1/customers/cus_1")]
    [InlineData("https://proxy.example/stripe/", "https://proxy.example/stripe/v1/customers/cus_1")]
    public async Task BaseUrl_IsWhatPathsAreBelow(string baseUrl, string expected)
    {
        var handler = ScriptedHandler.Always(200, Ok);

        await handler.NewClient(new StripeClientOptions { BaseUrl = new Uri(baseUrl) }).Customers.RetrieveAsync("cus_1", null, Cancel);

        Assert.Equal(expected, Assert.Single(handler.Sent).Url);
    }

    [Fact]
    public async Task Options_AreSentWithEveryCall()
    {
        var handler = ScriptedHandler.Always(200, Ok);
        var options = new StripeClientOptions { ApiVersion = "2099-01-01.test", UserAgent = "Test/1 (a b)" };

        await handler.NewClient(options).Customers.CreateAsync(new CustomerCreateRequest(), null, Cancel);

        var sent = Assert.Single(handler.Sent);
        Assert.Equal("2099-01-01.test", sent.Headers["Stripe-Version"]);
        Assert.Equal("Test/1 (a b)", sent.Headers["User-Agent"]);
        Assert.False(sent.Headers.ContainsKey("Idempotency-Key"));
        Assert.False(sent.Headers.ContainsKey("Stripe-Account"));
        Assert.Equal("", sent.Body);
    }

    [Fact]
    public async Task Configure_SeesTheRequestBeforeItIsSent()
    {
        var handler = ScriptedHandler.Always(200, Ok);
        var priority = new HttpRequestOptionsKey<int>("priority");
        HttpRequestMessage? seen = null;

        await handler.NewClient().Customers.RetrieveAsync(
            "cus_1", new StripeCallOptions { Configure = request => (seen = request).Options.Set(priority, 7) }, Cancel);

        Assert.True(seen!.Options.TryGetValue(priority, out var value) && value == 7);
        Assert.Equal(HttpMethod.Get, seen.Method);
    }

    [Fact]
    public async Task Version_OfHttp_IsTheHttpClientsOwn()
    {
        HttpRequestMessage? seen = null;
        using var http = new HttpClient(ScriptedHandler.Always(200, Ok))
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        await new StripeClient(http, new StripeApiKey(ScriptedHandler.KeyText)).Customers.RetrieveAsync(
            "cus_1", new StripeCallOptions { Configure = request => seen = request }, Cancel);

        Assert.Equal((HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact), (seen!.Version, seen.VersionPolicy));
    }

    public static TheoryData<StripeClientOptions, string> BadOptions { get; } = new()
    {
        { new StripeClientOptions { BaseUrl = new Uri("/v1", UriKind.Relative) }, "BaseUrl" },
        { new StripeClientOptions { BaseUrl = new Uri("ftp://stripe.example") }, "BaseUrl" },
        { new StripeClientOptions { BaseUrl = new Uri("https://user:hidden@stripe.example") }, "BaseUrl" },
        { new StripeClientOptions { BaseUrl = new Uri("https://stripe.example?a=hidden") }, "BaseUrl" },
        { new StripeClientOptions { ApiVersion = "" }, "ApiVersion" },
        { new StripeClientOptions { ApiVersion = "2025\r\nX: y" }, "ApiVersion" },
        { new StripeClientOptions { UserAgent = " " }, "UserAgent" },
        { new StripeClientOptions { UserAgent = "a\nb" }, "UserAgent" },
        { new StripeClientOptions { MaxResponseBytes = 1023 }, "MaxResponseBytes" },
        { new StripeClientOptions { MaxResponseBytes = int.MaxValue }, "MaxResponseBytes" },
        { new StripeClientOptions { BodyTimeout = TimeSpan.Zero }, "BodyTimeout" },
        { new StripeClientOptions { BodyTimeout = TimeSpan.FromHours(2) }, "BodyTimeout" },
    };

    [Theory]
    [MemberData(nameof(BadOptions), DisableDiscoveryEnumeration = true)]
    public void Constructor_OptionOutOfRange_ThrowsAndNamesIt(StripeClientOptions options, string name)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => ScriptedHandler.Always(200, Ok).NewClient(options));

        Assert.Equal(name, error.ParamName);
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("a b", null)]
    [InlineData("a\r\nX: y", null)]
    [InlineData("ü", null)]
    [InlineData("key", "acct 1")]
    public async Task CallOptions_ThatNoHeaderCanCarry_SendNothing(string idempotencyKey, string? account)
    {
        var handler = ScriptedHandler.Always(200, Ok);
        var call = new StripeCallOptions { IdempotencyKey = idempotencyKey, Account = account };

        await Assert.ThrowsAnyAsync<ArgumentException>(() => handler.NewClient().Customers.CreateAsync(new CustomerCreateRequest(), call, Cancel));

        Assert.Empty(handler.Sent);
    }

    [Fact]
    public async Task IdempotencyKey_OfMoreThan255Characters_SendsNothing()
    {
        var handler = ScriptedHandler.Always(200, Ok);

        await handler.NewClient().Customers.CreateAsync(
            new CustomerCreateRequest(), new StripeCallOptions { IdempotencyKey = new string('k', 255) }, Cancel);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => handler.NewClient().Customers.CreateAsync(
            new CustomerCreateRequest(), new StripeCallOptions { IdempotencyKey = new string('k', 256) }, Cancel));

        Assert.Single(handler.Sent);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task Id_ThatWouldBeAnotherPath_SendsNothing(string id)
    {
        var handler = ScriptedHandler.Always(200, Ok);

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await handler.NewClient().Customers.DeleteAsync(id, null, Cancel));

        Assert.Empty(handler.Sent);
    }

    [Fact]
    public async Task Client_ManyCallersAtOnce_EachGetsItsOwnAnswer()
    {
        var client = new StripeClient(new HttpClient(new EchoHandler()), new StripeApiKey(ScriptedHandler.KeyText));

        var ids = Enumerable.Range(0, 200).Select(static number => $"cus_{number}").ToList();
        var customers = await Task.WhenAll(ids.Select(id => Task.Run(() => client.Customers.RetrieveAsync(id, null, Cancel), Cancel)));

        Assert.Equal(ids, customers.Select(static customer => customer.Id));
    }

    private sealed class EchoHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return ScriptedHandler.Answer(200, $$"""{"id":"{{request.RequestUri!.Segments[^1]}}","object":"customer"}""");
        }
    }
}
