using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Signalbox.Feed;

namespace Signalbox.Tests.Unit.Feed;

/// <summary>Who may read the feed at once, and from where.</summary>
public sealed class FeedSessionsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    [Fact]
    public void Readers_BeyondTheLimit_GetNoPlaceUntilOneLeaves()
    {
        var sessions = Sessions(new FeedOptions { MostReaders = 2 });
        using var one = sessions.TryEnter();
        var two = sessions.TryEnter();

        Assert.NotNull(one);
        Assert.Null(sessions.TryEnter());
        two!.Dispose();
        using var three = sessions.TryEnter();
        Assert.NotNull(three);
        Assert.Null(sessions.TryEnter());
    }

    [Theory]
    [InlineData(null, "https://app.example", null)]
    [InlineData("https://app.example, https://other.example/", "https://app.example", "https://app.example")]
    [InlineData("https://app.example, https://other.example/", "https://other.example", "https://other.example")]
    [InlineData("https://app.example", "https://evil.example", null)]
    [InlineData("https://app.example", null, null)]
    [InlineData("*", "https://anybody.example", "https://anybody.example")]
    public void Pages_OfAnotherOrigin_MayReadOnlyIfTheyAreNamed(string? allowed, string? origin, string? answer)
    {
        var context = new DefaultHttpContext();
        if (origin is not null)
        {
            context.Request.Headers.Origin = origin;
        }

        Sessions(new FeedOptions { AllowedOrigins = allowed }).AllowOrigin(context);

        Assert.Equal(answer, context.Response.Headers.AccessControlAllowOrigin.FirstOrDefault());
        Assert.Equal(allowed is null ? null : "Origin", context.Response.Headers.Vary.FirstOrDefault());
    }

    public void Dispose() => _services.Dispose();

    private FeedSessions Sessions(FeedOptions options) =>
        new(Options.Create(options), new FeedMetrics(_services.GetRequiredService<IMeterFactory>()), new FakeFeed(), null!, TimeProvider.System);
}
