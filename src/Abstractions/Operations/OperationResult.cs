namespace Signalbox.Operations;

/// <summary>What an <see cref="OperationAttempt"/> came to.</summary>
/// <param name="State">Whether there is an outcome, and why not.</param>
/// <param name="Status">The outcome's or the refusal's HTTP status; 0 if there is neither.</param>
/// <param name="Body">The outcome's JSON; empty if there is none.</param>
/// <param name="Reason">Why there is no outcome; <see langword="null"/> if there is one.</param>
/// <param name="RetryAfter">If nothing was done: when trying again may help; <see langword="null"/> if nobody knows.</param>
[GenerateSerializer, Immutable, Alias("signalbox.operation-result.v1")]
public sealed record OperationResult(
    [property: Id(0)] OperationState State,
    [property: Id(1)] int Status,
    [property: Id(2)] ReadOnlyMemory<byte> Body,
    [property: Id(3)] string? Reason,
    [property: Id(4)] TimeSpan? RetryAfter)
{
    /// <summary>There is no outcome yet; the operation is repeated when it is due.</summary>
    public static OperationResult Unsettled { get; } = new(OperationState.Unsettled, 0, default, null, null);

    /// <summary>The provider has said what became of it.</summary>
    public static OperationResult Finished(int status, ReadOnlyMemory<byte> body) => new(OperationState.Finished, status, body, null, null);

    /// <summary>It changed nothing at the provider.</summary>
    public static OperationResult NotSent(int status, string reason, TimeSpan? retryAfter) => new(OperationState.NotSent, status, default, reason, retryAfter);

    /// <summary>Its turn did not come.</summary>
    public static OperationResult InLine(string reason, TimeSpan retryAfter) => new(OperationState.InLine, 503, default, reason, retryAfter);
}

/// <summary>How far an attempt came.</summary>
[GenerateSerializer, Alias("signalbox.operation-state.v1")]
public enum OperationState
{
    /// <summary>There is an outcome, and it is on disk.</summary>
    Finished = 1,

    /// <summary>The provider may have been asked, and nobody knows what came of it. The next attempt is on disk.</summary>
    Unsettled = 2,

    /// <summary>
    /// The provider was not asked, or turned the request away before it looked at it. Nothing was written: the caller releases the operation or
    /// lets it wait.
    /// </summary>
    NotSent = 3,

    /// <summary>The same, and not even the turn of its customer or subscription came.</summary>
    InLine = 4,
}
