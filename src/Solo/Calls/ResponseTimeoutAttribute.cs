using System.Globalization;

namespace Orleans;

/// <summary>How long callers wait for this method, instead of the host's default, before they get a <see cref="TimeoutException"/>.</summary>
/// <param name="timeout">The time as <c>hh:mm:ss</c>; more than zero.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Interface)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    /// <summary>The time.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
}
