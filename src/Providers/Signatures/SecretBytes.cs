using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Providers.Signatures;

/// <summary>Turns a secret's text into the bytes of a key.</summary>
internal static class SecretBytes
{
    /// <summary>What stands before a Standard Webhooks secret.</summary>
    internal const string WhsecPrefix = "whsec_";

    /// <returns>The key, or <see langword="null"/> if the text is not written in this encoding.</returns>
    internal static byte[]? Decode(ReadOnlySpan<byte> utf8, SecretEncoding encoding) => encoding switch
    {
        SecretEncoding.Utf8 => utf8.ToArray(),
        SecretEncoding.Base64 => FromBase64(utf8),
        SecretEncoding.Hex => FromHex(utf8),
        SecretEncoding.Whsec => FromBase64(utf8.StartsWith("whsec_"u8) ? utf8[WhsecPrefix.Length..] : utf8),
        _ => throw new UnreachableException(),
    };

    /// <summary>A new secret of 32 random bytes. Hexadecimal digits are right as text, as hexadecimal and as Base64 alike, and are typed into a form by hand.</summary>
    internal static string New(SecretEncoding encoding)
    {
        var bytes = RandomNumberGenerator.GetBytes(32);
        return encoding is SecretEncoding.Whsec ? WhsecPrefix + Convert.ToBase64String(bytes) : Convert.ToHexStringLower(bytes);
    }

    /// <summary>The bytes of Base64 text, or <see langword="null"/>.</summary>
    internal static byte[]? FromBase64(ReadOnlySpan<byte> utf8)
    {
        if (!Base64.IsValid(utf8, out var length))
        {
            return null;
        }

        var bytes = new byte[length];
        return Base64.DecodeFromUtf8(utf8, bytes, out _, out var written) is System.Buffers.OperationStatus.Done && written == length ? bytes : null;
    }

    private static byte[]? FromHex(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Convert.FromHexString(Encoding.ASCII.GetString(utf8));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
