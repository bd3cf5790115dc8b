using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Signalbox.Tests.Unit.Http;

namespace Signalbox.Tests.Unit.OpenApi;

/// <summary>The description of the API says all there is.</summary>
public sealed partial class DocumentTests(ApiServer server) : IClassFixture<ApiServer>, IAsyncLifetime
{
    private static readonly string[] Open = ["/ingest/{source}", "/health/live", "/health/ready", "/metrics"];

    private JsonDocument _document = null!;

    public async ValueTask InitializeAsync()
    {
        using var client = server.NewClient();
        _document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
    }

    public ValueTask DisposeAsync()
    {
        _document.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Document_NamesEveryMappedRoute()
    {
        var mapped = server.Routes
            .Where(static r => !r.RoutePattern.RawText!.StartsWith("/openapi", StringComparison.Ordinal))
            .SelectMany(static r => r.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {Constraint().Replace(r.RoutePattern.RawText!, "}")}"));

        Assert.Equal(mapped.Order(), Operations().Select(static o => o.Name).Order());
    }

    [Fact]
    public void EveryOperation_HasSummaryDescriptionAndAnExampleOfItsAnswer()
    {
        foreach (var (name, operation) in Operations())
        {
            Assert.False(string.IsNullOrEmpty(operation.GetProperty("summary").GetString()), name);
            Assert.False(string.IsNullOrEmpty(operation.GetProperty("description").GetString()), name);
            var responses = operation.GetProperty("responses");
            var content = responses.GetProperty(responses.TryGetProperty("200", out _) ? "200" : "202").GetProperty("content");
            Assert.True(!content.TryGetProperty("application/json", out var json) || json.TryGetProperty("example", out _), name);
        }
    }

    [Fact]
    public void EveryParameter_IsDescribedOnce()
    {
        foreach (var (name, operation) in Operations())
        {
            var parameters = operation.TryGetProperty("parameters", out var list) ? list.EnumerateArray().ToList() : [];
            Assert.All(parameters, p => Assert.True(p.TryGetProperty("description", out _), $"{name} {p}"));
            Assert.Equal(parameters.Count, parameters.DistinctBy(static p => p.GetProperty("name").GetString()).Count());
        }
    }

    [Fact]
    public void EveryOperation_NeedsTheKeyUnlessItIsOpen()
    {
        foreach (var (name, operation) in Operations())
        {
            Assert.Equal(!Open.Contains(name.Split(' ')[1]), operation.TryGetProperty("security", out _));
        }
    }

    private IEnumerable<(string Name, JsonElement Operation)> Operations() =>
        from path in _document.RootElement.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);

    [GeneratedRegex(":[a-z]+}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Constraint();
}
