using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Providers.Stripe;

/// <summary>
/// Stripe's signature scheme: <c>Stripe-Signature: t=UNIX,v1=HEX[,v1=HEX…]</c>, each HEX the HMAC-SHA256 of <c>{t}.{raw body}</c> under
/// one of the endpoint's live secrets, whose whole text (with <c>whsec_</c>) is the key.
/// </summary>
public static class StripeSignature
{
    /// <summary>The header that carries the signatures.</summary>
    public const string HeaderName = "Stripe-Signature";

    /// <summary>The longest header that is read.</summary>
    public const int MaxHeaderChars = 8192;

    /// <summary>
    /// The most <c>v1</c> signatures of one header that are looked at; Stripe sends one for each live secret. Later ones are ignored.
    /// </summary>
    public const int MaxSignatures = 16;

    // More than enough for any date, and no overflow.
    private const int MaxTimestampDigits = 18;
    private const int HexChars = WebhookSecret.DigestBytes * 2;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>Checks a header against a body: the signature first, then its age.</summary>
    /// <param name="header">The header's value.</param>
    /// <param name="body">The request's body, untouched.</param>
    /// <param name="secrets">The active secrets. Each is tried with each signature, whichever matches.</param>
    /// <param name="now">The time by this cluster's clock.</param>
    /// <param name="tolerance">How far the timestamp may be from now, before or after, in whole seconds. Zero: any timestamp.</param>
    public static SignatureVerdict Verify(
        ReadOnlySpan<char> header,
        ReadOnlySpan<byte> body,
        ReadOnlySpan<WebhookSecret> secrets,
        DateTimeOffset now,
        TimeSpan tolerance)
    {
        if (header.IsEmpty)
        {
            return SignatureVerdict.Refused(SignatureFault.MissingHeader);
        }

        if (header.Length > MaxHeaderChars)
        {
            return SignatureVerdict.Refused(SignatureFault.HeaderTooLong);
        }

        Span<byte> signatures = stackalloc byte[MaxSignatures * WebhookSecret.DigestBytes];
        var count = Parse(header, signatures, out var timestamp);
        if (count == 0 || !IsTimestamp(timestamp))
        {
            return SignatureVerdict.Refused(SignatureFault.MalformedHeader);
        }

        if (secrets.IsEmpty)
        {
            return SignatureVerdict.Refused(SignatureFault.NoSecrets);
        }

        signatures = signatures[..(count * WebhookSecret.DigestBytes)];
        var match = FindMatch(timestamp, body, secrets, signatures);
        if (match < 0)
        {
            return SignatureVerdict.Refused(SignatureFault.NoMatch);
        }

        // As Stripe's own libraries do: whole seconds, both ways.
        var isRecent = tolerance <= TimeSpan.Zero
            || Math.Abs(now.ToUnixTimeSeconds() - ParseDigits(timestamp)) <= tolerance.Ticks / TimeSpan.TicksPerSecond;
        return new SignatureVerdict(isRecent ? SignatureFault.None : SignatureFault.TimestampOutsideTolerance, match);
    }

    /// <summary>The header value that Stripe would send with this body.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="secret">The endpoint's secret.</param>
    /// <param name="at">The time of signing; its whole seconds are used. Not before 1970.</param>
    public static string Sign(ReadOnlySpan<byte> body, WebhookSecret secret, DateTimeOffset at)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(at, DateTimeOffset.UnixEpoch);

        var timestamp = at.ToUnixTimeSeconds().ToString(provider: null);
        Span<byte> digest = stackalloc byte[WebhookSecret.DigestBytes];
        ComputeDigest(timestamp, body, secret, digest);
        return $"t={timestamp},v1={Convert.ToHexStringLower(digest)}";
    }

    /// <inheritdoc cref="Sign(ReadOnlySpan{byte}, WebhookSecret, DateTimeOffset)"/>
    public static string Sign(ReadOnlySpan<byte> body, string secret, DateTimeOffset at) => Sign(body, new WebhookSecret(secret), at);

    /// <summary>Takes the header apart; of several timestamps the last counts, as in Stripe's libraries.</summary>
    /// <returns>How many signatures were decoded.</returns>
    private static int Parse(ReadOnlySpan<char> header, Span<byte> signatures, out ReadOnlySpan<char> timestamp)
    {
        timestamp = default;
        var count = 0;
        foreach (var range in header.Split(','))
        {
            // Names are exact: a space after the comma, or v0 (Stripe's test scheme), makes an item that nobody asked for.
            var item = header[range];
            if (item.StartsWith("t=", StringComparison.Ordinal))
            {
                timestamp = item[2..];
            }
            else if (count < MaxSignatures
                && item.StartsWith("v1=", StringComparison.Ordinal)
                && TryDecode(item[3..], signatures[(count * WebhookSecret.DigestBytes)..]))
            {
                count++;
            }
        }

        return count;
    }

    // Convert alone would take upper case as well, which Stripe never sends and its libraries refuse.
    private static bool TryDecode(ReadOnlySpan<char> hex, Span<byte> signature) =>
        hex.Length == HexChars
        && !hex.ContainsAnyExcept(LowerHex)
        && Convert.FromHexString(hex, signature, out _, out _) is OperationStatus.Done;

    private static int FindMatch(
        ReadOnlySpan<char> timestamp, ReadOnlySpan<byte> body, ReadOnlySpan<WebhookSecret> secrets, ReadOnlySpan<byte> signatures)
    {
        var match = -1;
        Span<byte> digest = stackalloc byte[WebhookSecret.DigestBytes];
        for (var i = 0; i < secrets.Length; i++)
        {
            ComputeDigest(timestamp, body, secrets[i], digest);

            // Every pair is compared although one may have matched: the time taken says nothing about which.
            for (var rest = signatures; !rest.IsEmpty; rest = rest[WebhookSecret.DigestBytes..])
            {
                var isEqual = CryptographicOperations.FixedTimeEquals(digest, rest[..WebhookSecret.DigestBytes]);
                match = isEqual & match < 0 ? i : match;
            }
        }

        return match;
    }

    private static void ComputeDigest(ReadOnlySpan<char> timestamp, ReadOnlySpan<byte> body, WebhookSecret secret, Span<byte> digest)
    {
        // The timestamp is signed as it was written, so that nothing depends on how a number is parsed and printed again.
        Span<byte> prefix = stackalloc byte[MaxTimestampDigits + 1];
        var length = Encoding.ASCII.GetBytes(timestamp, prefix);
        prefix[length] = (byte)'.';
        secret.HmacSha256(prefix[..(length + 1)], body, digest);
    }

    private static bool IsTimestamp(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxTimestampDigits && !text.ContainsAnyExceptInRange('0', '9');

    private static long ParseDigits(ReadOnlySpan<char> digits)
    {
        var number = 0L;
        foreach (var digit in digits)
        {
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
