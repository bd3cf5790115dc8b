namespace Signalbox.Operations;

/// <summary>Keeps operations. Everything is on disk on return. Safe for any number of callers and processes at once.</summary>
internal interface IOperationStore
{
    /// <summary>Records a request, unless there is an operation of its key.</summary>
    /// <param name="id">The id that a new operation gets.</param>
    /// <param name="request">The request.</param>
    /// <param name="lease">How long the first attempt is the caller's; zero: anybody's from now on.</param>
    /// <param name="cancellationToken">Gives up waiting; it may be recorded.</param>
    /// <returns>The operation of the key, and whether it is new; a new one with a lease is in its first attempt.</returns>
    Task<(StoredOperation Operation, bool IsNew)> BeginAsync(string id, OperationRequest request, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Takes over operations that are due: without an outcome and in nobody's hands. Each begins its next attempt.</summary>
    Task<IReadOnlyList<StoredOperation>> ClaimDueAsync(int most, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Writes the outcome; <see langword="false"/> if another attempt has begun meanwhile, whose outcome counts.</summary>
    Task<bool> FinishAsync(string id, int attempt, Outcome outcome, CancellationToken cancellationToken);

    /// <summary>Lets the operation wait for its next attempt; nothing happens if that has begun.</summary>
    Task PostponeAsync(string id, int attempt, string error, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets an operation of which nothing was sent, and its key with it; <see langword="false"/> if this is not its first attempt, or another
    /// has begun.
    /// </summary>
    Task<bool> ReleaseAsync(string id, int attempt, CancellationToken cancellationToken);

    /// <summary>Reads an operation.</summary>
    Task<Operation?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Deletes some of the operations that were finished so long ago.</summary>
    /// <returns>How many; fewer than <paramref name="most"/> when there are no more.</returns>
    Task<int> ForgetAsync(TimeSpan age, int most, CancellationToken cancellationToken);
}
