using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;

namespace Signalbox.Tests.Unit.Providers.Stripe;

/// <summary>Nothing that differs from what was signed is accepted, whatever the difference.</summary>
public sealed class StripeMutationTests
{
    public static TheoryData<string> Accepted => [.. StripeVectors.Accepted.Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Verify_AnyBitOfTheBodyFlipped_IsRefused(string name)
    {
        var vector = StripeVectors.Named(name);
        for (var bit = 0; bit < vector.Body.Length * 8; bit++)
        {
            var body = (byte[])vector.Body.Clone();
            body[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.False(IsValid(vector, vector.Header, body, vector.Secrets), $"body bit {bit}");
        }
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Verify_AnyBitOfTheSignatureOrTimestampFlipped_IsRefused(string name)
    {
        var vector = StripeVectors.Named(name);
        var (timestamp, signature) = Genuine(vector);
        var positions = Enumerable.Range(vector.Header.LastIndexOf("t=" + timestamp, StringComparison.Ordinal) + 2, timestamp.Length)
            .Concat(Enumerable.Range(vector.Header.IndexOf(signature, StringComparison.Ordinal), signature.Length));

        foreach (var position in positions)
        {
            for (var bit = 0; bit < 16; bit++)
            {
                var header = vector.Header.ToCharArray();
                header[position] ^= (char)(1 << bit);

                Assert.False(IsValid(vector, new string(header), vector.Body, vector.Secrets), $"header '{new string(header)}'");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Verify_AnyBitOfTheSecretsFlipped_IsRefused(string name)
    {
        var vector = StripeVectors.Named(name);
        for (var position = 0; position < vector.SecretTexts.Max(secret => secret.Length) - 1; position++)
        {
            for (var bit = 0; bit < 7; bit++)
            {
                var secrets = vector.SecretTexts.Select(secret => new WebhookSecret(Flip(secret, position, bit))).ToArray();

                Assert.False(IsValid(vector, vector.Header, vector.Body, secrets), $"secret position {position}, bit {bit}");
            }
        }

        // A space at the end is refused by the secret itself, so the last character is only changed here.
        Assert.False(IsValid(vector, vector.Header, vector.Body, [.. vector.SecretTexts.Select(secret => new WebhookSecret(secret + "x"))]));
        Assert.False(IsValid(vector, vector.Header, vector.Body, [.. vector.SecretTexts.Select(secret => new WebhookSecret(secret[..^1]))]));
    }

    [Fact]
    public void Verify_AnyEditOfTheBody_IsRefused()
    {
        var edits =
            from vector in Gen.Elements(StripeVectors.Accepted.ToArray())
            from start in Gen.Choose(0, vector.Body.Length)
            from removed in Gen.Choose(0, vector.Body.Length - start)
            from inserted in Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value))
            select (vector, body: (byte[])[.. vector.Body[..start], .. inserted, .. vector.Body[(start + removed)..]]);

        Prop.ForAll(
            edits.ToArbitrary(),
            edit => edit.body.AsSpan().SequenceEqual(edit.vector.Body)
                || !IsValid(edit.vector, edit.vector.Header, edit.body, edit.vector.Secrets))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void Verify_PartsOfTheTimestampMovedIntoTheBody_AreRefused()
    {
        foreach (var vector in StripeVectors.Accepted)
        {
            var (timestamp, signature) = Genuine(vector);
            for (var cut = 1; cut < timestamp.Length; cut++)
            {
                byte[] body = [.. Encoding.ASCII.GetBytes(timestamp[cut..] + "."), .. vector.Body];

                var verdict = StripeSignature.Verify(
                    $"t={timestamp[..cut]},v1={signature}", body, vector.Secrets, vector.VerifiedAt, TimeSpan.Zero);

                Assert.Equal(SignatureFault.NoMatch, verdict.Fault);
            }
        }
    }

    [Fact]
    public void Verify_AnyHeaderText_NeitherThrowsNorAccepts()
    {
        var vector = StripeVectors.Named("valid");
        var pieces = Gen.OneOf(
            Gen.Elements("t=", "v1=", "v0=", ",", "=", "1795200000", "\0", "é", " ", "\ud800", "0", new string('a', 64), new string('٣', 64)),
            ArbMap.Default.ArbFor<string>().Generator.Where(text => text is not null));

        Prop.ForAll(
            pieces.ListOf().Select(list => string.Concat(list)).ToArbitrary(),
            header => !IsValid(vector, header, vector.Body, vector.Secrets))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static bool IsValid(StripeVector vector, string header, byte[] body, WebhookSecret[] secrets) =>
        StripeSignature.Verify(header, body, secrets, vector.VerifiedAt, vector.Tolerance).IsValid;

    /// <summary>The timestamp that counts, and the signature in the header that belongs to the receiver's secrets.</summary>
    private static (string Timestamp, string Signature) Genuine(StripeVector vector)
    {
        var timestamp = vector.Header.Split(',').Last(item => item.StartsWith("t=", StringComparison.Ordinal))[2..];
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, provider: null));
        var signature = vector.Secrets
            .Select(secret => StripeSignature.Sign(vector.Body, secret, at).Split("v1=")[1])
            .Single(candidate => vector.Header.Contains(candidate, StringComparison.Ordinal));
        return (timestamp, signature);
    }

    private static string Flip(string secret, int position, int bit)
    {
        var text = secret.ToCharArray();
        text[Math.Min(position, text.Length - 2)] ^= (char)(1 << bit);

        // Only inside: white space at either end is refused by the secret itself.
        return char.IsWhiteSpace(text[0]) ? "x" + new string(text) : new string(text);
    }
}
