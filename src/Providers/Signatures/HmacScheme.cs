using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Providers.Signatures;

/// <summary>One header that carries signatures.</summary>
/// <param name="Name">The header's name.</param>
/// <param name="Start">What stands before everything, once; may be empty.</param>
/// <param name="Separator">What stands between several signatures; <see langword="null"/> if the header is one signature.</param>
/// <param name="Prefix">What stands before each signature; may be empty. Items without it are passed over.</param>
public sealed record HmacHeader(string Name, string Start, char? Separator, string Prefix);

/// <summary>Where the time of signing is.</summary>
/// <param name="Header">The header's name.</param>
/// <param name="Item">What stands before it in a header of several items (<c>t=</c>), or <see langword="null"/> if it is the whole value.</param>
/// <param name="Separator">What stands between the items.</param>
/// <param name="UnitsPerSecond">1 for unix seconds, 1,000 for milliseconds.</param>
public sealed record HmacTimestamp(string Header, string? Item, char Separator, long UnitsPerSecond);

/// <summary>An HMAC over a content made of literal text and the parts of a request.</summary>
/// <param name="Algorithm">The hash.</param>
/// <param name="Headers">The headers with signatures; all that are there are tried.</param>
/// <param name="Encoding">How a digest is written.</param>
/// <param name="Key">How the secret becomes a key.</param>
/// <param name="Content">What is signed.</param>
/// <param name="Timestamp">Where the timestamp is, or <see langword="null"/> if none is signed.</param>
/// <param name="IdHeader">The header with the delivery's id, or <see langword="null"/> if none is signed.</param>
/// <param name="Tolerance">How far the time may be from now, before or after. Zero: any.</param>
public sealed record HmacParameters(
    HmacAlgorithm Algorithm,
    IReadOnlyList<HmacHeader> Headers,
    DigestEncoding Encoding,
    SecretEncoding Key,
    SignedContent Content,
    HmacTimestamp? Timestamp,
    string? IdHeader,
    TimeSpan Tolerance);

/// <inheritdoc cref="HmacParameters"/>
internal sealed class HmacScheme(HmacParameters parameters) : SignatureScheme
{
    private const int MaxSignatures = 16;
    private const int MinSecretChars = 8;

    private readonly int _digestBytes = HmacAlgorithms.DigestBytesOf(parameters.Algorithm);

    /// <inheritdoc/>
    public override SchemeTraits Traits { get; } = TraitsOf(parameters);

    /// <inheritdoc/>
    public override SignatureVerdict Verify(in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets, DateTimeOffset now)
    {
        Span<byte> signatures = stackalloc byte[MaxSignatures * HmacAlgorithms.MaxDigestBytes];
        var fault = ReadSignatures(request, ref signatures);
        ReadOnlySpan<char> timestamp = default;
        var id = string.Empty;
        fault = fault is SignatureFault.None ? ReadTimestamp(request, out timestamp) : fault;
        fault = fault is SignatureFault.None ? ReadId(request, out id) : fault;
        fault = fault is SignatureFault.None && secrets.IsEmpty ? SignatureFault.NoSecrets : fault;
        if (fault is not SignatureFault.None)
        {
            return SignatureVerdict.Refused(fault);
        }

        var match = FindMatch(request, timestamp, id, secrets, signatures, out var isAnyUsable);
        return match < 0
            ? SignatureVerdict.Refused(isAnyUsable ? SignatureFault.NoMatch : SignatureFault.UnusableSecret)
            : new SignatureVerdict(
                parameters.Timestamp is null || SignedHeader.IsRecent(timestamp, parameters.Timestamp.UnitsPerSecond, now, parameters.Tolerance)
                    ? SignatureFault.None
                    : SignatureFault.TimestampOutsideTolerance,
                match);
    }

    /// <inheritdoc/>
    public override string? NewSecret() => SecretBytes.New(parameters.Key);

    /// <inheritdoc/>
    public override string? CheckSecret(string secret) =>
        SecretBytes.Decode(Encoding.UTF8.GetBytes(secret), parameters.Key) is not { Length: > 0 } key
            ? $"must be written in {(parameters.Key is SecretEncoding.Hex ? "hexadecimal digits" : "Base64")}"
            : !key.AsSpan().ContainsAnyExcept((byte)0) ? "must not be made of zeros alone, which anybody can guess"
            : secret.Length < MinSecretChars ? $"must be at least {MinSecretChars} characters" : null;

    private static SchemeTraits TraitsOf(HmacParameters parameters)
    {
        var bytes = HmacAlgorithms.DigestBytesOf(parameters.Algorithm);
        var (chars, name) = parameters.Encoding switch
        {
            DigestEncoding.Hex => (bytes * 2, "lower-case hexadecimal digits"),
            DigestEncoding.Base64 => ((bytes + 2) / 3 * 4, "characters of Base64"),
            _ => (((bytes * 8) + 5) / 6, "characters of Base64 for URLs"),
        };

        // A definition without a header is a fault that its reader tells.
        var first = parameters.Headers is [var header, ..] ? header : new HmacHeader(string.Empty, string.Empty, Separator: null, string.Empty);
        return new SchemeTraits(
            [.. parameters.Headers.Select(static h => h.Name)],
            $"{first.Start}{first.Prefix}{chars} {name}",
            chars,
            parameters.Timestamp is null ? [] : [parameters.Timestamp],
            parameters.IdHeader is null ? [] : [parameters.IdHeader],
            parameters.Tolerance)
        {
            SignsUrl = parameters.Content.HasUrl,
        };
    }

    private SignatureFault ReadSignatures(in WebhookRequest request, ref Span<byte> signatures)
    {
        var (count, isThere) = (0, false);
        foreach (var header in parameters.Headers)
        {
            var fault = SignedHeader.Read(request.Headers, header.Name, out var value);
            if (fault is not SignatureFault.None)
            {
                return fault;
            }

            isThere |= value.Length > 0;
            if (!value.StartsWith(header.Start, StringComparison.Ordinal))
            {
                continue;
            }

            var list = value.AsSpan(header.Start.Length);
            if (header.Separator is not { } separator)
            {
                count += TakeSignature(list, header, signatures, count);
                continue;
            }

            foreach (var range in list.Split(separator))
            {
                count += TakeSignature(list[range].Trim(' '), header, signatures, count);
            }
        }

        signatures = signatures[..(count * _digestBytes)];
        return !isThere ? SignatureFault.MissingHeader : count == 0 ? SignatureFault.MalformedHeader : SignatureFault.None;
    }

    private int TakeSignature(ReadOnlySpan<char> item, HmacHeader header, Span<byte> signatures, int count) =>
        count < MaxSignatures
        && item.StartsWith(header.Prefix, StringComparison.Ordinal)
        && DigestText.TryDecode(item[header.Prefix.Length..], parameters.Encoding, signatures.Slice(count * _digestBytes, _digestBytes))
            ? 1
            : 0;

    private SignatureFault ReadTimestamp(scoped in WebhookRequest request, out ReadOnlySpan<char> timestamp)
    {
        timestamp = default;
        if (parameters.Timestamp is not { } where)
        {
            return SignatureFault.None;
        }

        var fault = SignedHeader.Read(request.Headers, where.Header, out var value);
        if (fault is not SignatureFault.None)
        {
            return fault;
        }

        timestamp = value;
        if (where.Item is { } prefix)
        {
            var list = timestamp;
            timestamp = default;
            foreach (var range in list.Split(where.Separator))
            {
                var item = list[range].Trim(' ');
                timestamp = item.StartsWith(prefix, StringComparison.Ordinal) ? item[prefix.Length..] : timestamp;
            }
        }

        return SignedHeader.CheckTimestamp(timestamp);
    }

    private SignatureFault ReadId(in WebhookRequest request, out string id)
    {
        id = string.Empty;
        if (parameters.IdHeader is not { } name)
        {
            return SignatureFault.None;
        }

        var fault = SignedHeader.Read(request.Headers, name, out id);
        return fault is not SignatureFault.None ? fault
            : id.Length == 0 ? SignatureFault.MissingId
            : id.Length > SignedHeader.MaxIdChars ? SignatureFault.MalformedId
            : SignatureFault.None;
    }

    private int FindMatch(
        in WebhookRequest request,
        ReadOnlySpan<char> timestamp,
        string id,
        ReadOnlySpan<WebhookSecret> secrets,
        ReadOnlySpan<byte> signatures,
        out bool isAnyUsable)
    {
        var url = parameters.Content.HasUrl ? $"{request.Scheme}://{request.Host}{request.Target}" : string.Empty;
        var size = SignedContent.MaxLiteralBytes + SignedHeader.MaxTimestampDigits + ((SignedHeader.MaxIdChars + url.Length) * 3);
        var rented = url.Length == 0 ? null : ArrayPool<byte>.Shared.Rent(size);
        Span<byte> text = rented ?? stackalloc byte[SignedContent.MaxLiteralBytes + SignedHeader.MaxTimestampDigits + (SignedHeader.MaxIdChars * 3)];
        var before = parameters.Content.WriteBefore(text, timestamp, id, url);
        var after = parameters.Content.WriteAfter(text[before..], timestamp, id, url);

        isAnyUsable = false;
        var match = -1;
        Span<byte> digest = stackalloc byte[_digestBytes];
        for (var i = 0; i < secrets.Length; i++)
        {
            if (secrets[i].Keyed(parameters.Algorithm, parameters.Key) is not { } hashes)
            {
                continue;
            }

            isAnyUsable = true;
            hashes.Compute(text[..before], request.Body.Span, text.Slice(before, after), digest);

            // Every pair is compared although one may have matched: the time taken says nothing about which.
            for (var rest = signatures; !rest.IsEmpty; rest = rest[_digestBytes..])
            {
                match = CryptographicOperations.FixedTimeEquals(digest, rest[.._digestBytes]) & match < 0 ? i : match;
            }
        }

        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return match;
    }
}
