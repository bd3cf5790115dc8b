using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Signalbox.Deliveries;
using Signalbox.Destinations;
using Signalbox.Tests.Grain.Conformance;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Deliveries;

/// <summary>A process with the real grain of a destination, over rows and a receiver that tests share between processes.</summary>
internal sealed class DestinationHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly GrainHost _host;
    private readonly ManualTimeProvider _time;

    private DestinationHost(GrainHost host, ManualTimeProvider time) => (_host, _time) = (host, time);

    internal IDestinationGrain Grain(string id) => _host.Grains.GetGrain<IDestinationGrain>(id);

    internal static async Task<DestinationHost> StartAsync(string name, FakeDeliveries rows, FakeDestinations destinations, FakeReceiver receiver, ManualTimeProvider time)
    {
        var host = await GrainHost.StartAsync(silo => silo.ConfigureServices(services => services.AddMetrics().AddSingleton(s => new DeliveryServices(
            destinations,
            rows.StoreOf(name),
            rows.Ledger,
            new FakeEvents(),
            receiver,
            receiver,
            new SendingSlots(),
            new DeliveryMetrics(s.GetRequiredService<IMeterFactory>(), new SendingSlots()),
            new DestinationOptions(),
            time,
            new Random(7),
            s.GetRequiredService<ILogger<DestinationGrain>>()))));
        return new DestinationHost(host, time);
    }

    internal static Destination Destination(int number = 1, DeliveryOrder order = DeliveryOrder.Entity, bool holds = false, int concurrency = 10) => new()
    {
        Id = $"dst_{number}",
        Number = number,
        Url = new Uri("https://hooks.example.com/"),
        Match = new Everything(),
        Order = order,
        HoldsOnDeadLetter = holds,
        Concurrency = concurrency,
        Retry = new RetrySchedule([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)]),
    };

    /// <summary>Moves the clock in steps until something has happened, waking the grain as the scan does.</summary>
    internal async Task AdvanceUntilAsync(Func<bool> condition, string what, string id = "dst_1")
    {
        using var patience = new CancellationTokenSource(Patience);
        for (var i = 0; !condition(); i++)
        {
            Assert.False(patience.IsCancellationRequested, $"Not within {Patience}: {what}");
            if (i % 100 == 0)
            {
                await Grain(id).WakeAsync();
            }

            _time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
            await Grain(id).GetStatusAsync();
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private sealed class Everything : EventMatch
    {
        internal override bool Wants(Signalbox.Journal.JournalEntry entry, string? tenant) => true;
    }

    private sealed class FakeEvents : IOutgoingEvents
    {
        public Task PrepareAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask<OutgoingEvent?> GetAsync(long position, CancellationToken cancellationToken) => new(new OutgoingEvent(
            $"{position}", $"evt_{position}", "order.paid", "product/events/-/orders/1", position, null, 0, DateTimeOffset.UnixEpoch, "application/json", "{}"u8.ToArray()));
    }
}
