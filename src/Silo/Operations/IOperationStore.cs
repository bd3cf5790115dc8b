namespace Signalbox.Operations;

/// <summary>Keeps operations. Everything is on disk on return. Safe for any number of callers and processes at once.</summary>
internal interface IOperationStore
{
    /// <summary>Records a request, unless there is an operation of its key.</summary>
    /// <param name="id">The id that a new operation gets.</param>
    /// <param name="request">The request.</param>
    /// <param name="stream">In whose turn it is carried out; <see langword="null"/>: in nobody's.</param>
    /// <param name="lease">How long the first attempt is the caller's; zero: anybody's from now on.</param>
    /// <param name="cancellationToken">Gives up waiting; it may be recorded.</param>
    /// <returns>The operation of the key, and whether it is new; a new one with a lease is in its first attempt.</returns>
    Task<(StoredOperation Operation, bool IsNew)> BeginAsync(string id, OperationRequest request, string? stream, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Takes over operations that are due: without an outcome and in nobody's hands; of each stream one, and none of those that are
    /// <paramref name="busy"/>. Each begins its next attempt.
    /// </summary>
    Task<IReadOnlyList<StoredOperation>> ClaimDueAsync(int most, TimeSpan lease, IReadOnlyCollection<string> busy, CancellationToken cancellationToken);

    /// <summary>Writes the outcome; <see langword="false"/> if another attempt has begun meanwhile, whose outcome counts.</summary>
    Task<bool> FinishAsync(string id, int attempt, Outcome outcome, CancellationToken cancellationToken);

    /// <summary>Lets the operation wait for its next attempt; nothing happens if that has begun.</summary>
    Task PostponeAsync(string id, int attempt, AttemptReach reach, string error, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets an operation of which nothing was sent, and its key with it; <see langword="false"/> if an attempt before this may have sent it, or
    /// another has begun.
    /// </summary>
    Task<bool> ReleaseAsync(string id, int attempt, CancellationToken cancellationToken);

    /// <summary>Writes down what the request leaves open, once: every repeat asks for the same.</summary>
    /// <returns>What is written down, which is what was looked up first; <see langword="null"/> if another attempt has begun meanwhile: then nothing may be sent.</returns>
    Task<string?> ResolveAsync(string id, int attempt, string resolved, CancellationToken cancellationToken);

    /// <summary>Reads an operation.</summary>
    Task<Operation?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Deletes some of the operations that were finished so long ago.</summary>
    /// <returns>How many; fewer than <paramref name="most"/> when there are no more.</returns>
    Task<int> ForgetAsync(TimeSpan age, int most, CancellationToken cancellationToken);
}

/// <summary>How far an attempt came that has no outcome.</summary>
internal enum AttemptReach
{
    /// <summary>It may have reached the provider.</summary>
    Provider = 0,

    /// <summary>It changed nothing at the provider: nothing was sent, or what was sent was turned away.</summary>
    NotSent = 1,

    /// <summary>Its turn did not come: it does not count as an attempt.</summary>
    InLine = 2,
}
