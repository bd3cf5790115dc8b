using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Runtime;

/// <summary>
/// All grain classes: those in the assemblies, loaded or reachable from the program, that refer to this one.
/// </summary>
internal sealed class GrainClasses
{
    private static readonly Lazy<Type[]> Discovered = new(() => [.. Discover()]);

    private readonly ConcurrentDictionary<(Type Interface, string? Prefix), GrainClass> _byInterface = new();
    private readonly Dictionary<GrainType, GrainClass> _byType = [];

    internal GrainClasses(Silo silo)
    {
        foreach (var type in Discovered.Value)
        {
            var grainClass = new GrainClass(silo, type);
            if (!_byType.TryAdd(grainClass.Type, grainClass))
            {
                throw new InvalidOperationException(
                    $"{type} and {_byType[grainClass.Type].Implementing} are both of grain type '{grainClass.Type}'. Give one a [GrainType].");
            }
        }
    }

    internal IEnumerable<Activation> Activations => _byType.Values.SelectMany(grainClass => grainClass.Activations);

    internal GrainClass Implementing(Type type, string? prefix) =>
        _byInterface.TryGetValue((type, prefix), out var found) ? found : _byInterface.GetOrAdd((type, prefix), Find);

    internal GrainClass Of(GrainType type) => _byType.GetValueOrDefault(type) ?? throw new ArgumentException($"No grain class is of type '{type}'.", nameof(type));

    private GrainClass Find((Type Interface, string? Prefix) wanted)
    {
        var all = _byType.Values.Where(grainClass => grainClass.Implementing.IsAssignableTo(wanted.Interface)
            && (wanted.Prefix is null || grainClass.Implementing.FullName!.StartsWith(wanted.Prefix, StringComparison.Ordinal))).ToList();
        return all switch
        {
            [var only] => only,
            [] => throw new ArgumentException($"No grain class implements {wanted.Interface}{(wanted.Prefix is null ? "" : $" with a name that starts with {wanted.Prefix}")}.", nameof(wanted)),
            _ => all.SingleOrDefault(grainClass => wanted.Interface.Name == $"I{grainClass.Implementing.Name}")
                ?? throw new ArgumentException($"{wanted.Interface} is implemented by several grain classes: {string.Join(", ", all.Select(grainClass => grainClass.Implementing))}.", nameof(wanted)),
        };
    }

    private static IEnumerable<Type> Discover()
    {
        var here = typeof(Grain).Assembly.GetName().Name!;
        return from assembly in Reachable()
               where assembly.GetReferencedAssemblies().Any(reference => reference.Name == here)
               from type in assembly.GetTypes()
               where type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false } && type.IsAssignableTo(typeof(IGrainBase)) && type.IsAssignableTo(typeof(IGrain))
               select type;
    }

    private static IEnumerable<Assembly> Reachable()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic));
        while (waiting.TryDequeue(out var assembly))
        {
            if (IsFramework(assembly.GetName()) || !seen.Add(assembly.GetName().FullName))
            {
                continue;
            }

            yield return assembly;
            foreach (var reference in assembly.GetReferencedAssemblies().Where(reference => !IsFramework(reference) && !seen.Contains(reference.FullName)))
            {
                if (TryLoad(reference) is { } loaded)
                {
                    waiting.Enqueue(loaded);
                }
            }
        }
    }

    private static bool IsFramework(AssemblyName name) =>
        name.Name is "mscorlib" or "netstandard" or "System" || name.Name!.StartsWith("System.", StringComparison.Ordinal) || name.Name.StartsWith("Microsoft.", StringComparison.Ordinal);

    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception exception) when (exception is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            // A reference that is not deployed holds no grain that could run.
            return null;
        }
    }
}
