namespace Signalbox.Calls;

/// <summary>What is configured of the calls to providers. Safe for concurrent use.</summary>
internal interface ICallRules
{
    /// <summary>When circuits open and close.</summary>
    CircuitRule Circuit { get; }

    /// <summary>How long slots of a concurrency limit are a process's own.</summary>
    SlotLease Slots { get; }

    /// <summary>A limit.</summary>
    /// <param name="name">The limit, <c>{account}/{limit class}</c>.</param>
    /// <exception cref="ArgumentException">There is no such account or class.</exception>
    CallLimit LimitOf(string name);

    /// <summary>The limits that count a request, the account's own last.</summary>
    /// <param name="account">The account.</param>
    /// <param name="limitClass">The class that the request names; one without a limit of its own is counted by the account's alone.</param>
    /// <exception cref="ArgumentException">There is no such account.</exception>
    IReadOnlyList<string> LimitsOf(string account, string limitClass);
}
