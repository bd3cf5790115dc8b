using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Signalbox.Operations;
using Signalbox.Postgres;
using Signalbox.Reads;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Unit.Operations;

/// <summary>All of the operations but the database, the provider and the grains: nobody's operations need none.</summary>
internal sealed class OperationHost
{
    private readonly IOptions<OperationOptions> _options = Options.Create(new OperationOptions());
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly OperationRouter _router;
    private readonly OperationRetries _retries;

    internal OperationHost()
    {
        (Store, Provider) = (new FakeOperationStore(Journal, Time), new FakeProvider(Journal));
        _retries = new OperationRetries(Store, _options, new Random(7), NullLogger<OperationRetries>.Instance);
        Attempts = new OperationAttempts(
            Store, Provider, new AnswerKeeper(Provider, Provider, NullLogger<AnswerKeeper>.Instance), NewReads(), _retries, _options, Time, NullLogger<OperationAttempts>.Instance);
        var streams = new OperationStreams(Provider, owners: null!);
        _router = new OperationRouter(streams, Attempts, grains: null!, _options, NullLogger<OperationRouter>.Instance);
        Runner = new OperationRunner(Store, Provider, streams, _router, _options, Time);
    }

    /// <summary>What happened, in its order.</summary>
    internal ConcurrentQueue<string> Journal { get; } = [];

    internal ManualTimeProvider Time { get; } = new();

    internal FakeOperationStore Store { get; }

    internal FakeProvider Provider { get; }

    internal OperationAttempts Attempts { get; }

    internal OperationRunner Runner { get; }

    internal OperationSettler NewSettler() => new(Store, _router, _retries, OpenGate(), _options, Time, NullLogger<OperationSettler>.Instance);

    internal OperationRetention NewRetention() => new(Store, OpenGate(), _options, Time, NullLogger<OperationRetention>.Instance);

    private ObjectReads NewReads() => new(
        Provider, Provider, targets: null!, new ReadMetrics(_services.GetRequiredService<IMeterFactory>()), Options.Create(new ReadOptions()), NullLogger<ObjectReads>.Instance);

    private static DatabaseGate OpenGate()
    {
        var gate = new DatabaseGate();
        gate.Open("15.18");
        return gate;
    }
}
