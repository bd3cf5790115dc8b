namespace Signalbox.Operations;

/// <summary>What one attempt at the provider came to.</summary>
internal abstract record AttemptResult
{
    private AttemptResult()
    {
    }

    /// <summary>There is an outcome, which stays.</summary>
    /// <param name="Outcome">The outcome.</param>
    /// <param name="Answer">The provider's object, if it is one.</param>
    internal sealed record Final(Outcome Outcome, ProviderAnswer? Answer = null) : AttemptResult;

    /// <summary>Nobody knows what came of it; another attempt may tell.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="RetryAfter">How long the provider asks to wait before that.</param>
    internal sealed record Unknown(string Reason, TimeSpan? RetryAfter = null) : AttemptResult;

    /// <summary>This attempt has changed nothing at the provider, for certain: it sent nothing, or was turned away before the request was looked at.</summary>
    /// <param name="Status">The HTTP status of a refusal for it: 429, 502 or 503.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="RetryAfter">When trying again may help.</param>
    internal sealed record NotSent(int Status, string Reason, TimeSpan? RetryAfter) : AttemptResult;
}

/// <summary>An object as the provider answered it.</summary>
/// <param name="Object">Its JSON.</param>
/// <param name="At">When, by the provider's clock; <see langword="null"/> if it does not say.</param>
/// <param name="IsReplay">Whether the provider repeated an earlier answer of the same idempotency key.</param>
internal sealed record ProviderAnswer(ReadOnlyMemory<byte> Object, DateTimeOffset? At, bool IsReplay);
