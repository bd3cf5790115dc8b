namespace Orleans.Runtime;

/// <summary>The activation that produced an asynchronous sequence has ended before the sequence did.</summary>
public sealed class EnumerationAbortedException : Exception
{
    /// <inheritdoc/>
    public EnumerationAbortedException()
    {
    }

    /// <inheritdoc/>
    public EnumerationAbortedException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public EnumerationAbortedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
