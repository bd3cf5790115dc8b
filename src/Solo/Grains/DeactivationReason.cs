namespace Orleans;

/// <summary>Why an activation ends. For people and logs; nothing should be decided by it.</summary>
public readonly struct DeactivationReason
{
    /// <summary>A reason without an exception.</summary>
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, exception: null, text)
    {
    }

    /// <summary>A reason with the exception that led to it.</summary>
    public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        ReasonCode = code;
        Exception = exception;
        Description = text;
    }

    /// <summary>The kind of reason.</summary>
    public DeactivationReasonCode ReasonCode { get; }

    /// <summary>The reason in words.</summary>
    public string Description { get; }

    /// <summary>The exception that led to it, if one did.</summary>
    public Exception? Exception { get; }

    /// <inheritdoc/>
    public override string ToString() => Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description}. Exception: {Exception}";
}

/// <summary>The kinds of <see cref="DeactivationReason"/>.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>None was given.</summary>
    None = 0,

    /// <summary>The process is shutting down.</summary>
    ShuttingDown = 1,

    /// <summary>The activation could not be activated.</summary>
    ActivationFailed = 2,

    /// <summary>The grain directory of a cluster failed. Does not happen in one process.</summary>
    DirectoryFailure = 3,

    /// <summary>It had no request for its collection age.</summary>
    ActivationIdle = 4,

    /// <summary>It did not respond. Not used by this host.</summary>
    ActivationUnresponsive = 5,

    /// <summary>The grain is active elsewhere. Does not happen in one process.</summary>
    DuplicateActivation = 6,

    /// <summary>It got a request that it cannot serve. Not used by this host.</summary>
    IncompatibleRequest = 7,

    /// <summary>The grain's own failure, for example a conflict on its stored state.</summary>
    ApplicationError = 8,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested = 9,

    /// <summary>It moves to another process. Does not happen in one process.</summary>
    Migrating = 10,

    /// <summary>The host asked for it.</summary>
    RuntimeRequested = 11,

    /// <summary>The machine is short of memory. Not used by this host.</summary>
    HighMemoryPressure = 12,
}
