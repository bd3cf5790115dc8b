using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>What is known of one method of a grain interface.</summary>
internal sealed class MethodShape
{
    internal MethodShape(Type owner, MethodInfo method)
    {
        Interface = method.DeclaringType!;
        Info = method;
        Name = $"{owner.Name}.{method.Name}";
        OneWay = method.ReturnType == typeof(void) || method.IsDefined(typeof(OneWayAttribute), inherit: true);
        Interleaves = method.IsDefined(typeof(AlwaysInterleaveAttribute), inherit: true);
        ReadOnly = method.IsDefined(typeof(ReadOnlyAttribute), inherit: true);
        IsCancellable = method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CancellationToken));
        ResponseTimeout = (method.GetCustomAttribute<ResponseTimeoutAttribute>() ?? owner.GetCustomAttribute<ResponseTimeoutAttribute>())?.Timeout;
    }

    /// <summary>The interface that declares the method.</summary>
    internal Type Interface { get; }

    internal MethodInfo Info { get; }

    /// <summary>Interface and method, for people.</summary>
    internal string Name { get; }

    internal bool OneWay { get; }

    internal bool Interleaves { get; }

    internal bool ReadOnly { get; }

    internal bool IsCancellable { get; }

    internal TimeSpan? ResponseTimeout { get; }

    /// <summary>The fields of the method's <see cref="GrainCall"/> class that hold the arguments, in order, without the token.</summary>
    internal FieldInfo[] Arguments { get; set; } = [];
}
