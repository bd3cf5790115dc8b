using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Providers.Signatures;

/// <summary>
/// No signature: the sender puts the secret itself into a header, as one configures it for Supabase's database webhooks. Neither the body
/// nor the time is protected by it, so that it is worth no more than the TLS that it comes over.
/// </summary>
/// <param name="Header">The header's name.</param>
/// <param name="Prefix">What stands before the secret, for example <c>Bearer </c>; may be empty.</param>
public sealed record SharedSecretParameters(string Header, string Prefix);

/// <inheritdoc cref="SharedSecretParameters"/>
internal sealed class SharedSecretScheme(SharedSecretParameters parameters) : SignatureScheme
{
    private const int MinChars = 16;
    private const int MaxBytes = 1024;

    /// <inheritdoc/>
    public override SchemeTraits Traits { get; } = new([parameters.Header], $"{parameters.Prefix}SECRET, the secret itself", 0, [], [], TimeSpan.Zero) { SignsBody = false };

    /// <inheritdoc/>
    public override SignatureVerdict Verify(in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets, DateTimeOffset now)
    {
        var fault = SignedHeader.Read(request.Headers, parameters.Header, out var text);
        fault = fault is not SignatureFault.None ? fault
            : text.Length == 0 ? SignatureFault.MissingHeader
            : text.Length > MaxBytes / 3 ? SignatureFault.HeaderTooLong
            : !text.StartsWith(parameters.Prefix, StringComparison.Ordinal) ? SignatureFault.MalformedHeader
            : secrets.IsEmpty ? SignatureFault.NoSecrets
            : SignatureFault.None;
        if (fault is not SignatureFault.None)
        {
            return SignatureVerdict.Refused(fault);
        }

        // Hashes of both, since a comparison of texts of different lengths ends early and so tells the length.
        Span<byte> utf8 = stackalloc byte[MaxBytes];
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(text.AsSpan(parameters.Prefix.Length), utf8)], given);
        var match = -1;
        for (var i = 0; i < secrets.Length; i++)
        {
            SHA256.HashData(secrets[i].Utf8Text, expected);
            match = CryptographicOperations.FixedTimeEquals(given, expected) & match < 0 ? i : match;
        }

        return match < 0 ? SignatureVerdict.Refused(SignatureFault.NoMatch) : new SignatureVerdict(SignatureFault.None, match);
    }

    /// <inheritdoc/>
    public override string? NewSecret() => SecretBytes.New(SecretEncoding.Utf8);

    /// <inheritdoc/>
    public override string? CheckSecret(string secret) =>
        secret.Length is < MinChars or > 256 || secret.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? $"must be {MinChars} to 256 visible ASCII characters, since the sender puts it into a header"
            : null;
}
