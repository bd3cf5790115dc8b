using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Core;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>What is known of a grain class, and its grains in memory.</summary>
internal sealed class GrainClass : Destinations
{
    private readonly ConcurrentDictionary<string, Destination> _destinations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<MethodInfo, MethodInfo> _implementations = new();
    private readonly (Type State, PersistentStateAttribute Attribute)[] _states;
    private readonly Lazy<ObjectFactory> _construct;
    private readonly int _workers;

    internal GrainClass(Silo silo, Type type)
        : base(silo, GrainType.Create(NameOf(type)))
    {
        Implementing = type;
        Reentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        FiltersItself = type.IsAssignableTo(typeof(IIncomingGrainCallFilter));
        HasActivationHook = Overrides(type, nameof(IGrainBase.OnActivateAsync));
        HasDeactivationHook = Overrides(type, nameof(IGrainBase.OnDeactivateAsync));
        AgeLimit = AgeLimitOf(type, silo.Collection);
        _workers = type.GetCustomAttribute<StatelessWorkerAttribute>()?.Limit ?? 0;
        (RequestLimitName, RequestLimit) = _workers > 0
            ? (nameof(SiloMessagingOptions.MaxEnqueuedRequestsHardLimit_StatelessWorker), silo.Messaging.MaxEnqueuedRequestsHardLimit_StatelessWorker)
            : (nameof(SiloMessagingOptions.MaxEnqueuedRequestsHardLimit), silo.Messaging.MaxEnqueuedRequestsHardLimit);
        _states = [.. PersistentStates(type)];
        _construct = new(() => ActivatorUtilities.CreateFactory(type, [.. _states.Select(state => typeof(IPersistentState<>).MakeGenericType(state.State))]));
    }

    internal Type Implementing { get; }

    internal bool Reentrant { get; }

    internal bool FiltersItself { get; }

    internal bool HasActivationHook { get; }

    internal bool HasDeactivationHook { get; }

    internal TimeSpan AgeLimit { get; }

    internal int RequestLimit { get; }

    internal string RequestLimitName { get; }

    /// <summary>All activations there are now.</summary>
    internal IEnumerable<Activation> Activations => _destinations.Values.SelectMany(destination => destination switch
    {
        WorkerGroup group => group.Workers,
        Activation activation => [activation],
        _ => Enumerable.Empty<Activation>(),
    });

    internal override Destination Locate(string key) => _destinations.TryGetValue(key, out var found)
        ? found
        : _destinations.GetOrAdd(key, static (key, self) => self._workers > 0
            ? new WorkerGroup(self, key, self._workers, group => self.Remove(key, group))
            : new Activation(self, key, activation => self.Remove(key, activation)), this);

    /// <summary>Makes a grain object, in a turn of its activation.</summary>
    internal object Construct(Activation activation)
    {
        var states = new object[_states.Length];
        for (var index = 0; index < states.Length; index++)
        {
            var (state, attribute) = _states[index];
            var storage = attribute.StorageName is { } name
                ? activation.ActivationServices.GetRequiredKeyedService<IGrainStorage>(name)
                : activation.ActivationServices.GetRequiredService<IGrainStorage>();
            states[index] = Activator.CreateInstance(typeof(PersistentState<>).MakeGenericType(state), activation, attribute.StateName, storage)!;
        }

        activation.States = [.. states.Cast<IStorage>()];
        return _construct.Value(activation.ActivationServices, states);
    }

    /// <summary>The class's method behind an interface's.</summary>
    internal MethodInfo Implementation(MethodInfo method) => _implementations.GetOrAdd(method, static (method, type) =>
    {
        var map = type.GetInterfaceMap(method.DeclaringType!);
        return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, method)];
    }, Implementing);

    private void Remove(string key, Destination destination) => _destinations.TryRemove(KeyValuePair.Create(key, destination));

    private static string NameOf(Type type)
    {
        if (type.GetCustomAttribute<GrainTypeAttribute>() is { } named)
        {
            return named.GrainType;
        }

#pragma warning disable CA1308 // the convention is lower case
        var name = type.Name.ToLowerInvariant();
#pragma warning restore CA1308
        return name.Length > "grain".Length && name.EndsWith("grain", StringComparison.Ordinal) ? name[..^"grain".Length] : name;
    }

    private static bool Overrides(Type type, string hook)
    {
        var map = type.GetInterfaceMap(typeof(IGrainBase));
        var target = map.TargetMethods[Array.FindIndex(map.InterfaceMethods, method => method.Name == hook)];
        return target.DeclaringType != typeof(Grain) && target.DeclaringType != typeof(IGrainBase);
    }

    private static TimeSpan AgeLimitOf(Type type, GrainCollectionOptions options) => type switch
    {
        _ when options.ClassSpecificCollectionAge.TryGetValue(type.FullName!, out var age) => age,
        _ when type.IsDefined(typeof(KeepAliveAttribute), inherit: true) => Timeout.InfiniteTimeSpan,
        _ => type.GetCustomAttribute<CollectionAgeLimitAttribute>()?.AgeLimit ?? options.CollectionAge,
    };

    private static IEnumerable<(Type State, PersistentStateAttribute Attribute)> PersistentStates(Type type) =>
        from parameter in type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length).First().GetParameters()
        let attribute = parameter.GetCustomAttribute<PersistentStateAttribute>()
        where attribute is not null
        select (parameter.ParameterType.GetGenericArguments()[0], attribute);
}
