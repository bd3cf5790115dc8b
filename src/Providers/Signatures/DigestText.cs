using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;

namespace Signalbox.Providers.Signatures;

/// <summary>How a digest is written in a header.</summary>
public enum DigestEncoding
{
    /// <summary>Lower-case hexadecimal digits.</summary>
    Hex = 0,

    /// <summary>Base64 with its padding.</summary>
    Base64 = 1,

    /// <summary>The URL-safe Base64, without padding.</summary>
    Base64Url = 2,
}

/// <summary>
/// Decodes a digest's text, of which there is exactly one for each digest: no upper-case digit, no white space, no bits that say nothing.
/// What a provider would never write is refused rather than understood.
/// </summary>
internal static class DigestText
{
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>Decodes a digest that has exactly the size of <paramref name="digest"/>.</summary>
    internal static bool TryDecode(ReadOnlySpan<char> text, DigestEncoding encoding, Span<byte> digest) => encoding switch
    {
        DigestEncoding.Hex => text.Length == digest.Length * 2
            && !text.ContainsAnyExcept(LowerHex)
            && Convert.FromHexString(text, digest, out _, out _) is OperationStatus.Done,
        DigestEncoding.Base64 => TryDecodeBase64(text, digest, out var written) && written == digest.Length,
        DigestEncoding.Base64Url => TryDecodeBase64Url(text, digest),
        _ => throw new UnreachableException(),
    };

    /// <summary>Decodes Base64 of any length that fits.</summary>
    internal static bool TryDecodeBase64(ReadOnlySpan<char> text, Span<byte> bytes, out int written)
    {
        written = 0;
        if (text.Length % 4 != 0 || text.Length > Base64.GetMaxEncodedToUtf8Length(bytes.Length) || !Convert.TryFromBase64Chars(text, bytes, out written))
        {
            return false;
        }

        // The decoder takes white space, and any value of the bits that padding leaves over.
        Span<char> again = stackalloc char[256];
        return text.Length <= again.Length
            && Convert.TryToBase64Chars(bytes[..written], again, out var length)
            && text.SequenceEqual(again[..length]);
    }

    private static bool TryDecodeBase64Url(ReadOnlySpan<char> text, Span<byte> digest)
    {
        Span<char> again = stackalloc char[256];
        return text.Length == Base64Url.GetEncodedLength(digest.Length)
            && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, digest, out var written)
            && written == digest.Length
            && Base64Url.TryEncodeToChars(digest, again, out var length)
            && text.SequenceEqual(again[..length]);
    }
}
