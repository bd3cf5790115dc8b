using System.Net;
using Signalbox.Providers.Calls;

namespace Signalbox.Tests.Unit.Calls;

public sealed class RetryRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ProviderCallSettings Settings = new(
        TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(20), 3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), 1_024);

    [Theory]
    [InlineData(0, 1.0, null, 1)]
    [InlineData(0, 0.0, null, 0.5)]
    [InlineData(3, 1.0, null, 8)]
    [InlineData(4, 1.0, null, 10)]
    [InlineData(1_000, 0.5, null, 7.5)]
    [InlineData(0, 1.0, 5.0, 5)]
    [InlineData(3, 1.0, 5.0, 8)]
    public void Delay_Case_Waits(int retry, double chance, double? asked, double seconds) =>
        Assert.Equal(seconds, RetryRule.Delay(retry, Settings, asked is { } s ? TimeSpan.FromSeconds(s) : null, chance).TotalSeconds, 6);

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, null, true)]
    [InlineData(HttpStatusCode.BadGateway, false, false)]
    [InlineData(HttpStatusCode.Conflict, null, false)]
    [InlineData(HttpStatusCode.Conflict, true, true)]
    [InlineData(HttpStatusCode.RequestTimeout, null, true)]
    public void IsTransient_TheProvidersWordCountsMost(HttpStatusCode status, bool? shouldRetry, bool expected) =>
        Assert.Equal(expected, RetryRule.IsTransient(status, new ProviderError { ShouldRetry = shouldRetry }));

    [Theory]
    [InlineData("120", 120.0)]
    [InlineData("1.5", 1.5)]
    [InlineData("-5", null)]
    [InlineData("99999999999999999999", 86400.0)]
    [InlineData("Thu, 01 Jan 2026 00:01:00 GMT", 60.0)]
    [InlineData("Wed, 31 Dec 2025 00:00:00 GMT", 0.0)]
    [InlineData("Thursday, 01-Jan-26 00:01:00 GMT", 60.0)]
    [InlineData("Thu Jan  1 00:01:00 2026", 60.0)]
    [InlineData("2026-01-02", null)]
    [InlineData("12, 12", 12.0)]
    [InlineData("soon", null)]
    public void RetryAfter_HeaderForms_AreRead(string header, double? seconds)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", header);
        Assert.Equal(seconds, RetryAfter.Of(response, Now)?.TotalSeconds);
    }

    [Fact]
    public void RetryAfter_SeveralHeaders_TheFirstCounts()
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", "12");
        response.Headers.TryAddWithoutValidation("Retry-After", "30");
        Assert.Equal(TimeSpan.FromSeconds(12), RetryAfter.Of(response, Now));
    }
}
