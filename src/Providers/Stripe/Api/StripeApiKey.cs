using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Providers.Stripe.Api;

/// <summary>
/// A key that calls Stripe. Nothing public gives it back: neither <see cref="ToString"/> nor a serializer can put it into a log.
/// Immutable. Source: https://docs.stripe.com/keys.
/// </summary>
public sealed class StripeApiKey
{
    /// <summary>The longest key that is taken, in characters. Stripe's have about 110.</summary>
    public const int MaxChars = 512;

    private static readonly SearchValues<char> VisibleAscii =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(static code => (char)code)]);

    private readonly string _value;

    /// <param name="value">The key as Stripe shows it: <c>sk_test_…</c>, <c>sk_live_…</c>, or a restricted <c>rk_…</c>.</param>
    /// <exception cref="ArgumentException">
    /// It is empty, longer than <see cref="MaxChars"/>, or holds anything but visible ASCII characters. The message does not quote it.
    /// </exception>
    public StripeApiKey(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        if (value.Length > MaxChars || value.AsSpan().ContainsAnyExcept(VisibleAscii))
        {
            throw new ArgumentException($"A Stripe API key is at most {MaxChars} visible ASCII characters, without white space.", nameof(value));
        }

        _value = value;
        Authorization = $"Bearer {value}";
        Fingerprint = FingerprintOf(value);
    }

    /// <summary>Eight hexadecimal digits that tell keys apart in logs and lead nobody back to the key.</summary>
    public string Fingerprint { get; }

    /// <summary>Whether the key is of live mode, as its prefix says; <see langword="null"/> if it does not say.</summary>
    public bool? Livemode =>
        _value.StartsWith("sk_live_", StringComparison.Ordinal) || _value.StartsWith("rk_live_", StringComparison.Ordinal) ? true
        : _value.StartsWith("sk_test_", StringComparison.Ordinal) || _value.StartsWith("rk_test_", StringComparison.Ordinal) ? false
        : null;

    /// <summary>The value of the <c>Authorization</c> header. Source: https://docs.stripe.com/api/authentication.</summary>
    internal string Authorization { get; }

    /// <summary>Names the key by its fingerprint.</summary>
    public override string ToString() => $"StripeApiKey({Fingerprint})";

    /// <summary>The text without the key, in case whoever answered has quoted it.</summary>
    internal string? Redact(string? text) => text?.Replace(_value, ToString(), StringComparison.Ordinal);

    private static string FingerprintOf(string value)
    {
        // Keyed by its purpose, so that no other published hash of the key equals it.
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData("signalbox.stripe-api-key.fingerprint"u8, Encoding.ASCII.GetBytes(value), digest);
        return Convert.ToHexStringLower(digest[..4]);
    }
}
