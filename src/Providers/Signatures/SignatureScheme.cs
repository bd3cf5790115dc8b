namespace Signalbox.Providers.Signatures;

/// <summary>
/// One way of signing webhooks, with its parameters. Verifies the raw bytes, compares in constant time every secret with every signature,
/// and checks the time after the signature. Does no I/O and reads no clock; safe for any number of callers at once.
/// </summary>
public abstract class SignatureScheme
{
    /// <summary>What it looks for in a request.</summary>
    public abstract SchemeTraits Traits { get; }

    /// <summary>Checks a request's signature, and then its age.</summary>
    /// <param name="request">The request, its body untouched.</param>
    /// <param name="secrets">The source's active secrets. All of them are tried, whichever matches.</param>
    /// <param name="now">The time by this cluster's clock.</param>
    public abstract SignatureVerdict Verify(in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets, DateTimeOffset now);

    /// <summary>What is wrong with a secret for this scheme, in plain words that quote nothing of it.</summary>
    /// <param name="secret">The secret as it was configured.</param>
    /// <returns>What would be right, as the end of a sentence that begins "the secret", or <see langword="null"/> if it can be used.</returns>
    public abstract string? CheckSecret(string secret);

    /// <summary>
    /// A new random secret of 32 bytes, for a sender that takes any, in the scheme's form; <see langword="null"/> if the scheme's secrets are made by
    /// whoever signs: a key pair, or a provider's own.
    /// </summary>
    public virtual string? NewSecret() => null;
}
