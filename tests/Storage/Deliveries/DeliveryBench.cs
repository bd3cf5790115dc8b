using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Signalbox.Deliveries;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Streams;
using Signalbox.Tests.Storage.Journal;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Deliveries;

/// <summary>A database with destinations, events, and the stores of two processes.</summary>
internal sealed class DeliveryBench : IAsyncDisposable
{
    private readonly PostgresJournalStore _journal;
    private readonly PostgresCommitStore _commits;
    private readonly DeliveryLedger _ledger;
    private readonly Dictionary<string, long> _applied = [];
    private int _events;

    private DeliveryBench(TestDatabase database)
    {
        Database = database;
        var connections = new HotConnections(database.ConnectionString);
        (_journal, _commits) = (new PostgresJournalStore(connections), new PostgresCommitStore(connections));
        _ledger = new DeliveryLedger(connections, TimeProvider.System, NullLogger<DeliveryLedger>.Instance);
        (Store, OtherStore) = (StoreOf(database), StoreOf(database));
    }

    internal TestDatabase Database { get; }

    internal PostgresDeliveryStore Store { get; }

    internal PostgresDeliveryStore OtherStore { get; }

    internal IDeliveryLedger Ledger => _ledger;

    internal static async Task<DeliveryBench> StartAsync()
    {
        var bench = new DeliveryBench(await TestDatabase.CreateAsync());
        await bench._ledger.StartAsync(TestContext.Current.CancellationToken);
        return bench;
    }

    /// <summary>Makes a destination; they are numbered 1, 2, 3 and so on.</summary>
    internal Task DestinationAsync(string id) => Database.ExecuteAsync(
        $"INSERT INTO destinations (id, url, retry_seconds) VALUES ('{id}', 'https://hooks.example.com/', '{{5}}')");

    /// <summary>Appends and applies so many events of a stream, for destinations.</summary>
    internal HashSet<string> Apply(string stream, int count, params int[] destinations)
    {
        var positions = _journal.Append([.. Enumerable.Range(0, count).Select(_ => Events.Incoming($"evt_{++_events}", stream))])
            .Select(static a => a!.Value.Position).ToList();
        var from = _applied.GetValueOrDefault(stream);
        _applied[stream] = from + count;
        var routes = destinations.Select(d => new DeliveryRoute(d, LeavingEvents.KeyOf(stream))).ToList();
        return _commits.Commit([new StreamCommit(stream, from, from + count, []) { Leaving = [.. positions.Select(p => new LeavingEvent(p, routes))] }]);
    }

    internal Task<List<string>> RowsAsync() => Database.ListAsync("SELECT destination || ':' || state || ':' || attempts FROM deliveries ORDER BY destination, seq");

    /// <summary>Waits until a query says so.</summary>
    internal async Task WaitUntilAsync(string what, string sql)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!(bool)(await Database.ScalarAsync(sql))!)
        {
            Assert.False(patience.IsCancellationRequested, $"It did not come to this: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.StopAsync(CancellationToken.None);
        _ledger.Dispose();
        _commits.Dispose();
        _journal.Dispose();
        await Database.DisposeAsync();
    }

    private static PostgresDeliveryStore StoreOf(TestDatabase database) => new(database.DataSource, Options.Create(new DestinationOptions()), new HeldLeases(TimeProvider.System));
}
