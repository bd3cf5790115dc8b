namespace Orleans.Runtime;

/// <summary>What the host itself throws, as opposed to grains, derives from this.</summary>
public class OrleansException : Exception
{
    /// <inheritdoc/>
    public OrleansException()
    {
    }

    /// <inheritdoc/>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public OrleansException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The request was not handled, and never will be; it may be sent again.</summary>
public class OrleansMessageRejectionException : OrleansException
{
    internal OrleansMessageRejectionException(string message)
        : base(message)
    {
    }

    internal OrleansMessageRejectionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The host is stopping or has stopped: the request was refused, or its outcome is unknown.</summary>
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>The silo is not available.</summary>
    public SiloUnavailableException()
        : base("The silo is not available.")
    {
    }

    /// <summary>Says why.</summary>
    public SiloUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Says why.</summary>
    public SiloUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Too many requests wait for one activation; this one was refused and not handled. Slow down, then send it again.</summary>
public sealed class LimitExceededException : OrleansException
{
    /// <summary>A limit, without saying which.</summary>
    public LimitExceededException()
        : base("Limit exceeded")
    {
    }

    /// <summary>Says why.</summary>
    public LimitExceededException(string message)
        : base(message)
    {
    }

    /// <summary>Says why.</summary>
    public LimitExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <param name="limitName">The option that sets the limit.</param>
    /// <param name="current">What it would have been.</param>
    /// <param name="threshold">The limit.</param>
    /// <param name="extraInfo">What it is the limit of.</param>
    public LimitExceededException(string limitName, int current, int threshold, object extraInfo)
        : base($"Limit exceeded: {limitName} Current={current} Threshold={threshold} {extraInfo}")
    {
    }
}
