namespace Signalbox.Operations;

/// <summary>Carries out what the product asks of providers, once for each idempotency key. Safe for any number of callers at once.</summary>
internal interface IOperations
{
    /// <summary>
    /// Asks the provider, unless this was asked before. On return the request is on disk, and the outcome, if there is one, too: should the
    /// process die in between, whoever is left settles it with the same key at the provider.
    /// </summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="preference">How the caller prefers to be answered.</param>
    /// <param name="cancellationToken">Ends the wait for what is recorded; a call that has begun is carried through.</param>
    Task<OperationAnswer> RunAsync(OperationRequest request, OperationPreference preference, CancellationToken cancellationToken);

    /// <summary>Reads an operation; <see langword="null"/> if there is none of this id, or its 30 days are over.</summary>
    Task<Operation?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Whether an account has what it takes to call its provider: a known one, and a key.</summary>
    bool CanCall(string account);
}

/// <summary>Something that the product asks a provider for.</summary>
/// <param name="Account">Of whom.</param>
/// <param name="Name">What.</param>
/// <param name="IdempotencyKey">The caller's key: 1 to 255 visible ASCII characters.</param>
/// <param name="Caller">Who asks; no secret.</param>
/// <param name="Body">The request's JSON, valid: as received, or a <see cref="CommandOn{T}"/> with what was received.</param>
internal sealed record OperationRequest(string Account, string Name, string IdempotencyKey, string Caller, ReadOnlyMemory<byte> Body);

/// <summary>What a request comes to.</summary>
/// <param name="Kind">Whether there is an outcome, and why not.</param>
/// <param name="Operation">The operation of the request's key.</param>
/// <param name="Refusal">Of <see cref="OperationAnswerKind.Refused"/>: why.</param>
internal sealed record OperationAnswer(OperationAnswerKind Kind, Operation Operation, OperationRefusal? Refusal = null);

/// <summary>Why the provider was not asked, or did not look at the request.</summary>
/// <param name="Status">The HTTP status: 429 or 503, or 502 if the provider does not accept the API key.</param>
/// <param name="Reason">What held it back, for people.</param>
/// <param name="RetryAfter">When trying again may help; <see langword="null"/> if nobody knows.</param>
internal sealed record OperationRefusal(int Status, string Reason, TimeSpan? RetryAfter);

/// <summary>What a request for an operation comes to.</summary>
internal enum OperationAnswerKind
{
    /// <summary>It was carried out just now.</summary>
    Done = 0,

    /// <summary>It was carried out before; this is what came of it.</summary>
    Replayed = 1,

    /// <summary>It is recorded and goes on by itself.</summary>
    Accepted = 2,

    /// <summary>It was asked for before and is under way.</summary>
    Running = 3,

    /// <summary>The key was used for something else.</summary>
    Conflict = 4,

    /// <summary>Nothing was carried out at the provider, nothing is recorded, and the key is free again.</summary>
    Refused = 5,
}
