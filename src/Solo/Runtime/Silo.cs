using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>All the parts of the host of grains.</summary>
internal sealed class Silo : IDisposable
{
    public Silo(
        IServiceProvider services,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        IEnumerable<IIncomingGrainCallFilter> incoming,
        IEnumerable<IOutgoingGrainCallFilter> outgoing,
        IMeterFactory meters,
        ILogger<Silo> logger)
    {
        Services = services;
        Messaging = messaging.Value;
        Collection = collection.Value;
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        Logger = logger;
        IncomingFilters = [.. incoming];
        Metrics = new SiloMetrics(meters);
        Calls = new CallDispatcher(outgoing, Messaging, Time, Metrics, logger);
        Classes = new GrainClasses(this);
        Observers = new ObserverTable(this);
        Factory = new GrainFactory(this);
    }

    internal IServiceProvider Services { get; }

    internal SiloMessagingOptions Messaging { get; }

    internal GrainCollectionOptions Collection { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    internal IIncomingGrainCallFilter[] IncomingFilters { get; }

    internal SiloMetrics Metrics { get; }

    internal CallDispatcher Calls { get; }

    internal GrainClasses Classes { get; }

    internal ObserverTable Observers { get; }

    internal GrainFactory Factory { get; }

    public void Dispose() => Calls.Dispose();
}
