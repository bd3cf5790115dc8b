using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Signalbox.Cache;
using Signalbox.Providers.Cache;
using Signalbox.Providers.Stripe;
using Signalbox.Tests.Unit.Http;

namespace Signalbox.Tests.Unit.Cache;

/// <summary>What reading an object is answered with.</summary>
public sealed class ObjectReadingTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().AddProblemDetails().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData(nameof(AnswerOrigin.Hit), "hit")]
    [InlineData(nameof(AnswerOrigin.Miss), "miss")]
    [InlineData(nameof(AnswerOrigin.Stale), "stale")]
    public async Task Found_IsTheProvidersJsonWithOriginAndAge(string origin, string header)
    {
        var answer = new CachedAnswer.Found("""{"id":"cus_1","x":1.0}"""u8.ToArray(), Enum.Parse<AnswerOrigin>(origin), TimeSpan.FromSeconds(61.9));

        var (response, body) = await ReadAsync(new Fixed(answer));

        Assert.Equal((200, "application/json", """{"id":"cus_1","x":1.0}"""), (response.StatusCode, response.ContentType, body));
        Assert.Equal((header, "61"), (response.Headers["Signalbox-Cache"].ToString(), response.Headers.Age.ToString()));
    }

    [Theory]
    [InlineData(503, 0.2, "1")]
    [InlineData(429, 2.1, "3")]
    [InlineData(503, null, "1")]
    [InlineData(502, null, "")]
    public async Task Refused_SaysWhyAndWhenToTryAgain(int status, double? after, string retryAfter)
    {
        var answer = new CachedAnswer.Refused(status, "some_code", "Some reason.", after is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

        var (response, body) = await ReadAsync(new Fixed(answer));

        Assert.Equal((status, "some_code"), (response.StatusCode, Code(body)));
        Assert.Equal((retryAfter, ""), (response.Headers.RetryAfter.ToString(), response.Headers["Signalbox-Cache"].ToString()));
    }

    [Fact]
    public async Task Missing_Is404()
    {
        var (response, body) = await ReadAsync(new Fixed(new CachedAnswer.Missing()));

        Assert.Equal((404, "unknown_at_provider"), (response.StatusCode, Code(body)));
    }

    [Theory]
    [InlineData("stripe", "cus_1", 503, "no_grains")]
    [InlineData("paypal", "cus_1", 404, "unknown_account")]
    [InlineData("stripe", "cus 1", 400, "invalid_parameters")]
    [InlineData("stripe", "..", 400, "invalid_parameters")]
    public async Task ProcessWithoutGrains_CallsNoProvider(string account, string id, int status, string code)
    {
        var (response, body) = await ReadAsync(objects: null, account, id);

        Assert.Equal((status, code), (response.StatusCode, Code(body)));
    }

    [Fact]
    public async Task AccountWithoutAKey_Is409()
    {
        var (response, body) = await ReadAsync(new Fixed(new CachedAnswer.Missing()), "stripe-eu");

        Assert.Equal((409, "no_api_key"), (response.StatusCode, Code(body)));
    }

    private static string? Code(string body) => JsonElement.Parse(body).GetProperty("code").GetString();

    private async Task<(HttpResponse Response, string Body)> ReadAsync(ICachedObjects? objects, string account = "stripe", string id = "cus_1")
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = _services, Response = { Body = body } };
        var result = await new ObjectReading(new FakeStores(), objects).ReadAsync(context, account, StripeCacheableKinds.Customers, id, CancellationToken.None);
        await result.ExecuteAsync(context);
        return (context.Response, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    private sealed class Fixed(CachedAnswer answer) : ICachedObjects
    {
        public bool CanRead(string account) => account == "stripe";

        public Task<CachedAnswer> ReadAsync(string account, CacheableKind kind, string id, CancellationToken cancellationToken) => Task.FromResult(answer);
    }
}
