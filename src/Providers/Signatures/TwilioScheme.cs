using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Providers.Signatures;

/// <summary>
/// Twilio's scheme (https://www.twilio.com/docs/usage/security#validating-requests): HMAC-SHA1 over the URL as Twilio calls it and, of a
/// form, the fields sorted by name. A URL with <c>bodySHA256</c> vouches for the body by that hash instead. Twilio signs the URL sometimes
/// with the standard port and sometimes without: both are tried. No time is signed.
/// </summary>
internal sealed class TwilioScheme : SignatureScheme
{
    private const string HeaderName = "X-Twilio-Signature";
    private const int DigestBytes = 20;
    private const int MaxUrlChars = 16 * 1024;
    private const int MinTokenChars = 8;

    /// <inheritdoc/>
    public override SchemeTraits Traits { get; } = new([HeaderName], "28 characters of Base64", 28, [], [], TimeSpan.Zero) { SignsUrl = true };

    /// <inheritdoc/>
    public override SignatureVerdict Verify(in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets, DateTimeOffset now)
    {
        var fault = SignedHeader.Read(request.Headers, HeaderName, out var text);
        Span<byte> signature = stackalloc byte[DigestBytes];
        fault = fault is not SignatureFault.None ? fault
            : text.Length == 0 ? SignatureFault.MissingHeader
            : !DigestText.TryDecode(text, DigestEncoding.Base64, signature) ? SignatureFault.MalformedHeader
            : request.Target.Length > MaxUrlChars ? SignatureFault.HeaderTooLong
            : secrets.IsEmpty ? SignatureFault.NoSecrets
            : SignatureFault.None;
        if (fault is not SignatureFault.None)
        {
            return SignatureVerdict.Refused(fault);
        }

        return FindBodyHash(request.Query, out var bodyHash)
            ? VerifyHashed(request, secrets, signature, bodyHash)
            : VerifyForm(request, secrets, signature);
    }

    /// <inheritdoc/>
    public override string? CheckSecret(string secret) => secret.Length < MinTokenChars ? $"must be the account's auth token, at least {MinTokenChars} characters" : null;

    private static SignatureVerdict VerifyHashed(
        in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets, ReadOnlySpan<byte> signature, ReadOnlySpan<char> bodyHash)
    {
        var match = FindMatch(request, secrets, signature, default);
        if (match < 0)
        {
            return SignatureVerdict.Refused(SignatureFault.NoMatch);
        }

        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(request.Body.Span, actual);
        return DigestText.TryDecode(bodyHash, DigestEncoding.Hex, expected) && CryptographicOperations.FixedTimeEquals(expected, actual)
            ? new SignatureVerdict(SignatureFault.None, match)
            : new SignatureVerdict(SignatureFault.BodyHashMismatch, match);
    }

    // Whatever its content type says, the body is signed as a form: a body that is none is one field with a strange name, and not unsigned.
    private static SignatureVerdict VerifyForm(in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets, ReadOnlySpan<byte> signature)
    {
        // Decoded, and behind that in the order in which it is signed: one piece to hash, since each call of the hash costs more than its bytes.
        var buffer = ArrayPool<byte>.Shared.Rent(request.Body.Length * 2);
        var (decoded, signed) = (buffer.AsMemory(0, request.Body.Length), buffer.AsMemory(request.Body.Length));
        Span<FormField> fields = stackalloc FormField[FormBody.MaxFields];
        var count = FormBody.Decode(request.Body.Span, decoded.Span, fields);
        var match = -1;
        if (count >= 0)
        {
            fields = fields[..count];
            fields.Sort(new FieldOrder(buffer));
            match = FindMatch(request, secrets, signature, signed.Span[..WriteFields(fields, decoded.Span, signed.Span)]);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return count < 0 ? SignatureVerdict.Refused(SignatureFault.TooManyFields)
            : match < 0 ? SignatureVerdict.Refused(SignatureFault.NoMatch)
            : new SignatureVerdict(SignatureFault.None, match);
    }

    private static int FindMatch(in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> fields)
    {
        // Host and target hold what came in one request line and one header: both are short.
        var url = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(request.Scheme.Length + request.Host.Length + request.Target.Length + 8));
        var match = -1;
        Span<byte> digest = stackalloc byte[DigestBytes];
        foreach (var withPort in (ReadOnlySpan<bool>)[false, true])
        {
            var length = WriteUrl(request, withPort, url);
            for (var i = 0; i < secrets.Length; i++)
            {
                // A secret's whole text is always a key.
                var hashes = secrets[i].Keyed(HmacAlgorithm.Sha1, SecretEncoding.Utf8)!;
                var hash = hashes.Take();
                hash.AppendData(url.AsSpan(0, length));
                hash.AppendData(fields);
                hash.GetHashAndReset(digest);
                hashes.GiveBack(hash);
                match = CryptographicOperations.FixedTimeEquals(digest, signature) & match < 0 ? i : match;
            }
        }

        ArrayPool<byte>.Shared.Return(url);
        return match;
    }

    /// <returns>How many bytes there are: never more than were decoded.</returns>
    private static int WriteFields(ReadOnlySpan<FormField> fields, ReadOnlySpan<byte> decoded, Span<byte> signed)
    {
        var length = 0;
        for (var i = 0; i < fields.Length; i++)
        {
            var field = fields[i];

            // The same value twice under one name counts once.
            if (i == 0 || !field.NameIn(decoded).SequenceEqual(fields[i - 1].NameIn(decoded)) || !field.ValueIn(decoded).SequenceEqual(fields[i - 1].ValueIn(decoded)))
            {
                // The value stands right behind the name.
                decoded.Slice(field.Start, field.NameLength + field.ValueLength).CopyTo(signed[length..]);
                length += field.NameLength + field.ValueLength;
            }
        }

        return length;
    }

    private static int WriteUrl(in WebhookRequest request, bool withPort, Span<byte> url)
    {
        var colon = PortColon(request.Host);
        var host = request.Host.AsSpan(0, colon);
        var port = colon < request.Host.Length ? request.Host.AsSpan(colon) : request.Scheme == "http" ? ":80" : ":443";
        var length = Encoding.UTF8.GetBytes(request.Scheme, url);
        length += Encoding.UTF8.GetBytes("://", url[length..]);
        length += Encoding.UTF8.GetBytes(host, url[length..]);
        length += withPort ? Encoding.UTF8.GetBytes(port, url[length..]) : 0;
        return length + Encoding.UTF8.GetBytes(request.Target, url[length..]);
    }

    /// <summary>Where the port begins; the host's end if there is none. The colons of an IPv6 address stand in brackets.</summary>
    private static int PortColon(string host)
    {
        var colon = host.LastIndexOf(':');
        return colon > host.LastIndexOf(']') ? colon : host.Length;
    }

    private static bool FindBodyHash(ReadOnlySpan<char> query, out ReadOnlySpan<char> hash)
    {
        const string Name = "bodySHA256=";
        foreach (var range in query.Split('&'))
        {
            var item = query[range];
            if (item.StartsWith(Name, StringComparison.Ordinal))
            {
                hash = item[Name.Length..];
                return true;
            }
        }

        hash = default;
        return false;
    }

    private readonly struct FieldOrder(byte[] decoded) : IComparer<FormField>
    {
        public int Compare(FormField x, FormField y)
        {
            var byName = x.NameIn(decoded).SequenceCompareTo(y.NameIn(decoded));
            return byName != 0 ? byName : x.ValueIn(decoded).SequenceCompareTo(y.ValueIn(decoded));
        }
    }
}
