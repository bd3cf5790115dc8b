using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Signalbox.Tests.Grain.Deliveries;
using Signalbox.Journal;
using Signalbox.Operations;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Reads;
using Signalbox.Streams;
using Signalbox.Tests.Grain.Conformance;
using Signalbox.Tests.Grain.Reads;

namespace Signalbox.Tests.Grain.Streams;

/// <summary>The real grains of the streams on a real host, over a fake database that may be shared with other hosts.</summary>
internal sealed class StreamHost : IAsyncDisposable
{
    private readonly GrainHost _host;
    private readonly Calls _calls;
    private int _sent;

    private StreamHost(GrainHost host, Calls calls) => (_host, _calls) = (host, calls);

    internal static async Task<StreamHost> StartAsync(
        FakeJournal journal, StreamOptions? options = null, bool hold = false, IProjection? projection = null, TimeProvider? time = null,
        FakeObjects? objects = null, bool canRead = false, IOperationAttempts? operations = null)
    {
        var calls = new Calls();
        var host = await GrainHost.StartAsync(silo =>
        {
            silo.AddIncomingGrainCallFilter(calls.SeeAsync);
            silo.ConfigureServices(services => services.AddMetrics().AddSingleton(s => new StreamServices(
                journal,
                journal,
                new Rules(projection ?? StripeProjection.Instance, hold, canRead),
                operations ?? new NoOperations(),
                new FakeDestinations(),
                new EntryBudget(),
                new StreamMetrics(s.GetRequiredService<IMeterFactory>()),
                ReadsOf(objects ?? new FakeObjects(), s),
                Options.Create(options ?? new StreamOptions()),
                time ?? TimeProvider.System,
                new Random(7),
                s.GetRequiredService<ILogger<StreamGrain>>())));
        }, objects is null ? null : time);
        return new StreamHost(host, calls);
    }

    internal IStreamGrain Grain(string stream) => StreamGrains.Get(_host.Grains, stream);

    /// <summary>Offers entries as the dispatcher does.</summary>
    internal void Offer(params JournalEntry[] entries)
    {
        Interlocked.Increment(ref _sent);
        _ = Grain(entries[0].Stream).OfferAsync(entries);
    }

    internal void Wake(string stream)
    {
        Interlocked.Increment(ref _sent);
        _ = Grain(stream).WakeAsync();
    }

    /// <summary>Waits until all offers and wakes so far have been worked off.</summary>
    internal Task UntilIdleAsync() => UntilDoneAsync(0);

    /// <summary>Waits until all offers and wakes so far have been worked off, but for so many.</summary>
    internal Task UntilDoneAsync(int butFor) => _calls.UntilAsync(Volatile.Read(ref _sent) - butFor);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static ObjectReads ReadsOf(FakeObjects objects, IServiceProvider services) => new(
        objects, objects, objects, new ReadMetrics(services.GetRequiredService<IMeterFactory>()), Options.Create(new ReadOptions()), services.GetRequiredService<ILogger<ObjectReads>>());

    private sealed class Calls
    {
        private readonly Signals _signals = new();
        private int _done;

        internal async Task SeeAsync(IIncomingGrainCallContext context)
        {
            try
            {
                await context.Invoke();
            }
            finally
            {
                if (context.MethodName is nameof(IStreamGrain.OfferAsync) or nameof(IStreamGrain.WakeAsync))
                {
                    Interlocked.Increment(ref _done);
                    _signals.Changed();
                }
            }
        }

        internal Task UntilAsync(int done) => _signals.UntilAsync(() => Volatile.Read(ref _done) >= done, () => $"{_done} of {done} offers and wakes were worked off.");
    }

    private sealed class NoOperations : IOperationAttempts
    {
        public Task<OperationResult> RunAsync(OperationAttempt attempt, Action<ObjectKey> onStale) => throw new InvalidOperationException("This test has no operations.");
    }

    private sealed class Rules(IProjection projection, bool hold, bool canRead) : IStreamRules
    {
        public IProjection ProjectionOf(string account) => projection;

        public bool CanRead(string account) => canRead;

        public bool HoldsOnDeadLetter(string account) => hold;
    }
}
