namespace Signalbox.Calls;

/// <summary>What is configured of the calls to providers. Safe for concurrent use.</summary>
internal interface ICallRules
{
    /// <summary>When circuits open and close.</summary>
    CircuitRule Circuit { get; }

    /// <summary>A rate limit.</summary>
    /// <param name="name">The limit, <c>{account}/{limit class}</c>.</param>
    /// <exception cref="ArgumentException">There is no such account or class.</exception>
    CallLimit LimitOf(string name);
}
