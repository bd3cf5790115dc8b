using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Orleans.Runtime;

/// <summary>What is known of a grain interface, and how to make references of it. Made once per interface and process.</summary>
internal sealed class InterfaceShape
{
    private static readonly ConcurrentDictionary<Type, Lazy<InterfaceShape>> Shapes = new();

    private readonly Func<InterfaceShape, Destinations, string, GrainReference> _create;

    private InterfaceShape(Type type)
    {
        Interface = type;
        Id = GrainInterfaceType.Create(type.GetCustomAttribute<AliasAttribute>()?.Alias ?? type.FullName ?? type.Name);
        Methods = [.. MethodsOf(type).Select(method => new MethodShape(type, method))];

        var constructor = ProxyEmitter.Emit(this).GetConstructors().Single();
        var parameters = constructor.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType)).ToArray();
        _create = Expression.Lambda<Func<InterfaceShape, Destinations, string, GrainReference>>(Expression.New(constructor, parameters), parameters).Compile();
    }

    internal Type Interface { get; }

    internal GrainInterfaceType Id { get; }

    internal MethodShape[] Methods { get; }

    internal static InterfaceShape Of(Type type) =>
        Shapes.GetOrAdd(type, static type => new Lazy<InterfaceShape>(() => new InterfaceShape(type))).Value;

    internal GrainReference Refer(Destinations destinations, string key) => _create(this, destinations, key);

    private static IEnumerable<MethodInfo> MethodsOf(Type type)
    {
        if (!type.IsInterface || !type.IsAssignableTo(typeof(IAddressable)))
        {
            throw new ArgumentException($"{type} is not a grain or observer interface.", nameof(type));
        }

        foreach (var method in type.GetInterfaces().Append(type).SelectMany(each => each.GetMethods(BindingFlags.Public | BindingFlags.Instance)).Where(method => method.IsAbstract))
        {
            yield return method switch
            {
                { IsSpecialName: true } => throw new NotSupportedException($"{type}.{method.Name}: a grain interface has methods only."),
                { IsGenericMethodDefinition: true } => throw new NotSupportedException($"{type}.{method.Name}: generic methods are not supported."),
                _ when method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef) =>
                    throw new NotSupportedException($"{type}.{method.Name}: a grain's method has no ref or out parameters."),
                _ => method,
            };
        }
    }
}
