namespace Signalbox.Providers.Signatures;

/// <summary>What a scheme looks for in a request: to explain why it did not find it.</summary>
/// <param name="Headers">The headers with signatures; one of them is enough.</param>
/// <param name="Form">What such a header looks like, for people.</param>
/// <param name="SignatureChars">How many characters one signature has; 0 if that differs.</param>
/// <param name="Timestamps">Where the time of signing may be; empty if none is signed.</param>
/// <param name="IdHeaders">Where the delivery's id may be; empty if none is signed.</param>
/// <param name="Tolerance">How far the time may be from now, before or after. Zero: any.</param>
public sealed record SchemeTraits(
    IReadOnlyList<string> Headers,
    string Form,
    int SignatureChars,
    IReadOnlyList<HmacTimestamp> Timestamps,
    IReadOnlyList<string> IdHeaders,
    TimeSpan Tolerance)
{
    /// <summary>Whether the URL is a part of what is signed.</summary>
    public bool SignsUrl { get; init; }

    /// <summary>Whether the body is a part of what is signed.</summary>
    public bool SignsBody { get; init; } = true;
}
