using System.Security.Cryptography;

namespace Signalbox.Providers.Signing;

/// <summary>A signature that is an HMAC in a header.</summary>
/// <param name="Header">The header's name.</param>
public sealed record HmacScheme(string Header)
{
    /// <summary>What is signed: text in which <c>{id}</c>, <c>{timestamp}</c> (unix seconds), <c>{url}</c> and <c>{body}</c> stand for theirs. Default the body.</summary>
    public string Content { get; init; } = "{body}";

    /// <summary>SHA1, SHA256 or SHA512. Default SHA256.</summary>
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>How the digest is written. Default lower hexadecimal.</summary>
    public DigestEncoding Encoding { get; init; } = DigestEncoding.Hex;

    /// <summary>What stands before the digest, for example <c>sha256=</c>. <c>{timestamp}</c> stands for the seconds. Default nothing.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>The header with the unix seconds of signing, if there is one of its own.</summary>
    public string? TimestampHeader { get; init; }

    /// <summary>The header with the id of the message, if there is one of its own.</summary>
    public string? IdHeader { get; init; }
}

/// <summary>How a digest is written.</summary>
public enum DigestEncoding
{
    /// <summary>Lower hexadecimal.</summary>
    Hex = 1,

    /// <summary>Base64 with padding.</summary>
    Base64 = 2,

    /// <summary>Base64 for URLs, without padding.</summary>
    Base64Url = 3,
}
