using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Providers.Signatures;

/// <summary>
/// Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md) and Svix, its elder
/// brother: <c>{id}.{timestamp}.{raw body}</c> under HMAC-SHA256 (<c>v1</c>) or Ed25519 (<c>v1a</c>), signatures separated by spaces.
/// </summary>
/// <param name="Families">The names before <c>-id</c>, <c>-timestamp</c> and <c>-signature</c>, the preferred one first: <c>svix</c>, <c>webhook</c>.</param>
/// <param name="Tolerance">How far the time may be from now, before or after. Zero: any.</param>
public sealed record StandardWebhooksParameters(IReadOnlyList<string> Families, TimeSpan Tolerance);

/// <inheritdoc cref="StandardWebhooksParameters"/>
internal sealed class StandardWebhooksScheme : SignatureScheme
{
    private const int DigestBytes = 32;
    private const int MaxDigests = 16;

    // Each costs a tenth of a millisecond, and whoever sends them need not be the provider.
    private const int MaxAsymmetric = 4;
    private const int MinKeyBytes = 24;
    private const int MaxKeyBytes = 64;

    private readonly (string Id, string Timestamp, string Signature)[] _families;
    private readonly TimeSpan _tolerance;

    internal StandardWebhooksScheme(StandardWebhooksParameters parameters)
    {
        _families = [.. parameters.Families.Select(static f => ($"{f}-id", $"{f}-timestamp", $"{f}-signature"))];
        _tolerance = parameters.Tolerance;
        Traits = new SchemeTraits(
            [.. _families.Select(static f => f.Signature)],
            "v1,44 characters of Base64, several with a space between them",
            44,
            [.. _families.Select(static f => new HmacTimestamp(f.Timestamp, Item: null, ',', 1))],
            [.. _families.Select(static f => f.Id)],
            _tolerance);
    }

    /// <inheritdoc/>
    public override SchemeTraits Traits { get; }

    /// <inheritdoc/>
    public override SignatureVerdict Verify(in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets, DateTimeOffset now)
    {
        var fault = ReadHeaders(request, out var id, out var timestamp, out var signatures);
        if (fault is not SignatureFault.None)
        {
            return SignatureVerdict.Refused(fault);
        }

        Span<byte> digests = stackalloc byte[MaxDigests * DigestBytes];
        Span<byte> asymmetric = stackalloc byte[MaxAsymmetric * Ed25519PublicKey.SignatureBytes];
        Parse(signatures, ref digests, ref asymmetric);
        if (digests.IsEmpty && asymmetric.IsEmpty)
        {
            return SignatureVerdict.Refused(SignatureFault.MalformedHeader);
        }

        if (secrets.IsEmpty)
        {
            return SignatureVerdict.Refused(SignatureFault.NoSecrets);
        }

        Span<byte> prefix = stackalloc byte[(SignedHeader.MaxIdChars * 3) + SignedHeader.MaxTimestampDigits + 2];
        var length = Encoding.UTF8.GetBytes(id, prefix);
        prefix[length++] = (byte)'.';
        length += Encoding.ASCII.GetBytes(timestamp, prefix[length..]);
        prefix[length++] = (byte)'.';
        var match = FindMatch(prefix[..length], request.Body.Span, secrets, digests, asymmetric, out var isAnyUsable);
        return match >= 0
            ? new SignatureVerdict(SignedHeader.IsRecent(timestamp, 1, now, _tolerance) ? SignatureFault.None : SignatureFault.TimestampOutsideTolerance, match)
            : SignatureVerdict.Refused(isAnyUsable ? SignatureFault.NoMatch : SignatureFault.UnusableSecret);
    }

    /// <inheritdoc/>
    public override string? NewSecret() => SecretBytes.New(SecretEncoding.Whsec);

    /// <inheritdoc/>
    public override string? CheckSecret(string secret)
    {
        if (secret.StartsWith("whsk_", StringComparison.Ordinal))
        {
            return "must not be the private key (whsk_…), which only the sender may have; use the public one (whpk_…)";
        }

        if (secret.StartsWith("whpk_", StringComparison.Ordinal))
        {
            return Ed25519PublicKey.TryParse(Encoding.UTF8.GetBytes(secret)) is null ? "must be an Ed25519 public key, not of small order: whpk_ and Base64 of its 32 bytes" : null;
        }

        return CheckSymmetric(secret);
    }

    /// <summary>What is wrong with a secret of <c>v1</c>; <see langword="null"/> if nothing is.</summary>
    internal static string? CheckSymmetric(string secret) => SecretBytes.Decode(Encoding.UTF8.GetBytes(secret), SecretEncoding.Whsec) switch
    {
        null => "must be Base64 after whsec_",
        { Length: < MinKeyBytes or > MaxKeyBytes } key => $"must be Base64 of {MinKeyBytes} to {MaxKeyBytes} bytes after whsec_, not of {key.Length}",
        var key when !key.AsSpan().ContainsAnyExcept((byte)0) => "must not be made of zeros alone, which anybody can guess",
        _ => null,
    };

    private SignatureFault ReadHeaders(in WebhookRequest request, out string id, out string timestamp, out string signatures)
    {
        (id, timestamp, signatures) = (string.Empty, string.Empty, string.Empty);
        foreach (var family in _families)
        {
            var fault = SignedHeader.Read(request.Headers, family.Signature, out var signature);
            fault = fault is SignatureFault.None ? SignedHeader.Read(request.Headers, family.Id, out _) : fault;
            fault = fault is SignatureFault.None ? SignedHeader.Read(request.Headers, family.Timestamp, out _) : fault;
            if (fault is not SignatureFault.None)
            {
                return fault;
            }

            if (signature.Length == 0)
            {
                continue;
            }

            var (ownId, ownTimestamp) = (request.Headers[family.Id].ToString(), request.Headers[family.Timestamp].ToString());
            if (signatures.Length == 0)
            {
                (id, timestamp, signatures) = (ownId, ownTimestamp, signature);
            }
            else if (id != ownId || timestamp != ownTimestamp || signatures != signature)
            {
                return SignatureFault.ConflictingHeaders;
            }
        }

        return signatures.Length == 0 ? SignatureFault.MissingHeader
            : id.Length == 0 ? SignatureFault.MissingId
            : id.Length > SignedHeader.MaxIdChars ? SignatureFault.MalformedId
            : SignedHeader.CheckTimestamp(timestamp);
    }

    /// <summary>Takes the list apart; what is of another version, or in another form, is passed over.</summary>
    private static void Parse(ReadOnlySpan<char> list, ref Span<byte> digests, ref Span<byte> asymmetric)
    {
        var (digestCount, asymmetricCount) = (0, 0);
        foreach (var range in list.Split(' '))
        {
            var item = list[range];
            if (digestCount < MaxDigests
                && item.StartsWith("v1,", StringComparison.Ordinal)
                && DigestText.TryDecode(item[3..], DigestEncoding.Base64, digests.Slice(digestCount * DigestBytes, DigestBytes)))
            {
                digestCount++;
            }
            else if (asymmetricCount < MaxAsymmetric
                && item.StartsWith("v1a,", StringComparison.Ordinal)
                && DigestText.TryDecode(
                    item[4..], DigestEncoding.Base64, asymmetric.Slice(asymmetricCount * Ed25519PublicKey.SignatureBytes, Ed25519PublicKey.SignatureBytes)))
            {
                asymmetricCount++;
            }
        }

        digests = digests[..(digestCount * DigestBytes)];
        asymmetric = asymmetric[..(asymmetricCount * Ed25519PublicKey.SignatureBytes)];
    }

    private static int FindMatch(
        ReadOnlySpan<byte> prefix,
        ReadOnlySpan<byte> body,
        ReadOnlySpan<WebhookSecret> secrets,
        ReadOnlySpan<byte> digests,
        ReadOnlySpan<byte> asymmetric,
        out bool isAnyUsable)
    {
        isAnyUsable = false;
        var match = -1;
        Span<byte> digest = stackalloc byte[DigestBytes];
        for (var i = 0; i < secrets.Length; i++)
        {
            if (secrets[i].Ed25519 is { } key)
            {
                isAnyUsable = true;
                for (var rest = asymmetric; !rest.IsEmpty; rest = rest[Ed25519PublicKey.SignatureBytes..])
                {
                    match = key.Verify(prefix, body, rest[..Ed25519PublicKey.SignatureBytes]) & match < 0 ? i : match;
                }
            }
            else if (secrets[i].Keyed(HmacAlgorithm.Sha256, SecretEncoding.Whsec) is { } hashes)
            {
                isAnyUsable = true;
                hashes.Compute(prefix, body, default, digest);

                // Every pair is compared although one may have matched: the time taken says nothing about which.
                for (var rest = digests; !rest.IsEmpty; rest = rest[DigestBytes..])
                {
                    match = CryptographicOperations.FixedTimeEquals(digest, rest[..DigestBytes]) & match < 0 ? i : match;
                }
            }
        }

        return match;
    }
}
