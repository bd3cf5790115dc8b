namespace Signalbox.Providers.Diagnosis;

/// <summary>
/// Tries whether a signature is genuine for a request with something changed, with the provider's own check: no signature is made that
/// could get out. Stops when it has worked enough.
/// </summary>
internal sealed class SignatureTrial(DiagnosisCase one)
{
    /// <summary>The most bytes of bodies that are hashed for one diagnosis: about a tenth of a second.</summary>
    internal const long MostBytes = 64L << 20;

    /// <summary>The most checks of one diagnosis.</summary>
    internal const int MostChecks = 512;

    // A short body is work too.
    private const int LeastBytes = 4096;

    private long _bytes;
    private int _checks;

    /// <summary>Whether nothing more is tried, so that what was not found may be there all the same.</summary>
    internal bool IsExhausted { get; private set; }

    /// <summary>The request with its own secrets.</summary>
    internal SignatureVerdict Original { get; } = one.Provider.Verify(one.Request, [.. one.Secrets], one.ReceivedAt);

    /// <summary>Whether the source's own secrets have signed a request, of whatever age.</summary>
    internal bool IsGenuine(in WebhookRequest request) => FindSigner(request, [.. one.Secrets]) >= 0;

    /// <summary>Which of these secrets has signed the request as it came; -1: none, or it was not tried.</summary>
    internal int FindSigner(ReadOnlySpan<WebhookSecret> secrets) => FindSigner(one.Request, secrets);

    /// <summary>Whether one of the source's secrets has signed the request by the rules of another provider.</summary>
    internal bool IsGenuineFor(IWebhookProvider other) => FindSigner(other, one.Request, [.. one.Secrets]) >= 0;

    private int FindSigner(in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets) => FindSigner(one.Provider, request, secrets);

    private int FindSigner(IWebhookProvider provider, in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets)
    {
        var bytes = (request.Body.Length + LeastBytes) * (long)secrets.Length;
        IsExhausted |= _checks >= MostChecks || _bytes + bytes > MostBytes;
        if (IsExhausted || secrets.IsEmpty)
        {
            return -1;
        }

        _checks++;
        _bytes += bytes;
        var verdict = provider.Verify(request, secrets, one.ReceivedAt);
        return verdict.Fault is SignatureFault.None or SignatureFault.TimestampOutsideTolerance ? verdict.SecretIndex : -1;
    }
}
