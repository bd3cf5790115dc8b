using System.Diagnostics;
using System.Security.Cryptography;

namespace Signalbox.Providers.Signatures;

/// <summary>The hash of an HMAC.</summary>
public enum HmacAlgorithm
{
    /// <summary>SHA-1, 20 bytes. As an HMAC it still holds; Twilio has no other.</summary>
    Sha1 = 0,

    /// <summary>SHA-256, 32 bytes.</summary>
    Sha256 = 1,

    /// <summary>SHA-512, 64 bytes.</summary>
    Sha512 = 2,
}

/// <summary>How the text of a secret becomes the bytes of a key.</summary>
public enum SecretEncoding
{
    /// <summary>The text itself, in UTF-8.</summary>
    Utf8 = 0,

    /// <summary>Base64.</summary>
    Base64 = 1,

    /// <summary>Hexadecimal digits of either case.</summary>
    Hex = 2,

    /// <summary>Base64, with or without <c>whsec_</c> before it, as in Standard Webhooks.</summary>
    Whsec = 3,
}

/// <summary>Names and sizes of the hashes.</summary>
internal static class HmacAlgorithms
{
    /// <summary>The size of the longest digest.</summary>
    internal const int MaxDigestBytes = 64;

    internal static HashAlgorithmName NameOf(HmacAlgorithm algorithm) => algorithm switch
    {
        HmacAlgorithm.Sha1 => HashAlgorithmName.SHA1,
        HmacAlgorithm.Sha256 => HashAlgorithmName.SHA256,
        HmacAlgorithm.Sha512 => HashAlgorithmName.SHA512,
        _ => throw new UnreachableException(),
    };

    internal static int DigestBytesOf(HmacAlgorithm algorithm) => algorithm switch
    {
        HmacAlgorithm.Sha1 => 20,
        HmacAlgorithm.Sha256 => 32,
        HmacAlgorithm.Sha512 => 64,
        _ => throw new UnreachableException(),
    };
}
