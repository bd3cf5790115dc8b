using System.Security.Cryptography;

namespace Signalbox.Secrets;

/// <summary>A key that data keys are wrapped under: 256 bits. Nothing but <see cref="ToText"/> gives it back.</summary>
internal sealed class MasterKey
{
    /// <summary>Its size.</summary>
    internal const int Bytes = 32;

    private readonly byte[] _value;

    private MasterKey(byte[] value)
    {
        _value = value;

        // Keyed by its purpose, so that no other published hash of the key equals it.
        var hash = HMACSHA256.HashData("signalbox.master-key.fingerprint"u8, value);
        Id = new Guid(hash.AsSpan(0, 16));
        Fingerprint = Convert.ToHexStringLower(hash.AsSpan(0, 8));
    }

    /// <summary>Sixteen hexadecimal digits that tell keys apart and lead nobody back to the key.</summary>
    internal string Fingerprint { get; }

    /// <summary>What <see cref="SealedBytes"/> calls it.</summary>
    internal Guid Id { get; }

    /// <summary>The key itself.</summary>
    internal ReadOnlySpan<byte> Value => _value;

    /// <summary>A new key, by chance.</summary>
    internal static MasterKey Generate() => new(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Reads base64 of <see cref="Bytes"/> bytes; <see langword="null"/> if it is not that.</summary>
    internal static MasterKey? TryParse(string text)
    {
        var value = new byte[Bytes];
        return text.Length <= 64 && Convert.TryFromBase64String(text, value, out var length) && length == Bytes ? new MasterKey(value) : null;
    }

    /// <summary>The key as base64: for its file only.</summary>
    internal string ToText() => Convert.ToBase64String(_value);

    /// <summary>Names the key by its fingerprint.</summary>
    public override string ToString() => $"MasterKey({Fingerprint})";
}
