using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>One request, as call filters see it.</summary>
public interface IInvokable
{
    /// <summary>Whether the method takes a cancellation token.</summary>
    bool IsCancellable { get; }

    /// <summary>How many arguments there are, without the cancellation token.</summary>
    int GetArgumentCount();

    /// <summary>The argument at a position, counted without the cancellation token.</summary>
    object? GetArgument(int index);

    /// <summary>Replaces the argument at a position.</summary>
    void SetArgument(int index, object value);

    /// <summary>The caller's token.</summary>
    CancellationToken GetCancellationToken();

    /// <summary>The interface's name.</summary>
    string GetInterfaceName();

    /// <summary>The interface.</summary>
    Type GetInterfaceType();

    /// <summary>The interface's method.</summary>
    MethodInfo GetMethod();

    /// <summary>The method's name.</summary>
    string GetMethodName();

    /// <summary>What <see cref="ResponseTimeoutAttribute"/> says, or <see langword="null"/>.</summary>
    TimeSpan? GetDefaultResponseTimeout();
}
