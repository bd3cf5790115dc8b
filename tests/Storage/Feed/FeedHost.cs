using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Signalbox.Feed;
using Signalbox.Postgres;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Feed;

/// <summary>The feed of one process.</summary>
internal sealed class FeedHost : IAsyncDisposable
{
    private readonly OutboxTail _tail;
    private readonly PostgresFeed _feed;

    private FeedHost(TestDatabase database, FeedOptions options)
    {
        var gate = new DatabaseGate();
        gate.Open("test");
        Wakes = new ProcessWakes(new HotConnections(database.ConnectionString), gate, TimeProvider.System, NullLogger<ProcessWakes>.Instance);
        Signal = new OutboxSignal(Wakes);
        var pages = new OutboxPages(database.DataSource);
        _tail = new OutboxTail(pages, Wakes, Signal, gate, Options.Create(options), TimeProvider.System, NullLogger<OutboxTail>.Instance);
        _feed = new PostgresFeed(pages, _tail, Options.Create(options), TimeProvider.System);
    }

    internal ProcessWakes Wakes { get; }

    internal OutboxSignal Signal { get; }

    internal IFeed Feed => _feed;

    internal static async Task<FeedHost> StartAsync(TestDatabase database, FeedOptions? options = null)
    {
        var host = new FeedHost(database, options ?? new FeedOptions());
        await host.Wakes.StartAsync(TestContext.Current.CancellationToken);
        await host._tail.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>Opens it for everything.</summary>
    internal async Task<IFeedReader> OpenAsync(FeedStart start) =>
        Assert.IsType<FeedOpening.Opened>(await _feed.OpenAsync(start, new FeedFilter(null, null, null, null), TestContext.Current.CancellationToken)).Reader;

    public async ValueTask DisposeAsync()
    {
        await _tail.StopAsync(CancellationToken.None);
        await Wakes.StopAsync(CancellationToken.None);
        _feed.Dispose();
        _tail.Dispose();
        Wakes.Dispose();
    }
}
