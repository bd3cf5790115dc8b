using System.Text;
using Microsoft.AspNetCore.Http;
using Signalbox.Providers;

namespace Signalbox.Tests.Unit.Providers.Signatures;

/// <summary>Nothing that differs from what was signed is accepted, in any scheme.</summary>
public sealed class SchemeMutationTests
{
    public static TheoryData<string> Accepted => [.. SchemeVectors.Accepted.Select(static v => v.Name)];

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Verify_AnyBitOfTheBodyFlipped_IsRefused(string name)
    {
        var vector = SchemeVectors.Named(name);
        var original = vector.Request.Body.ToArray();
        for (var bit = 0; bit < original.Length * 8; bit++)
        {
            var body = (byte[])original.Clone();
            body[bit / 8] ^= (byte)(1 << (bit % 8));
            if (name.Contains("twilio", StringComparison.Ordinal) && SameFields(original, body))
            {
                // %2B and %2b are one field: Twilio signs the fields, not the bytes.
                continue;
            }

            var verdict = vector.Scheme.Verify(vector.Request with { Body = body }, vector.Secrets, vector.Now);
            Assert.False(verdict.IsValid, $"body bit {bit}");
        }
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Verify_AnyBitOfAHeaderFlipped_IsRefused(string name)
    {
        var vector = SchemeVectors.Named(name);
        var headers = OnlyGenuine(vector);
        foreach (var (header, value) in headers.Select(static h => (h.Key, h.Value.ToString())))
        {
            for (var bit = 0; bit < value.Length * 16; bit++)
            {
                var characters = value.ToCharArray();
                characters[bit / 16] ^= (char)(1 << (bit % 16));
                var mutated = SchemeVectorTests.Copy(headers);
                mutated[header] = new string(characters);

                var verdict = vector.Scheme.Verify(vector.Request with { Headers = mutated }, vector.Secrets, vector.Now);
                Assert.False(verdict.IsValid, $"{header}: {new string(characters)}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Verify_AnyBitOfTheSecretsFlipped_IsRefused(string name)
    {
        var vector = SchemeVectors.Named(name);
        for (var bit = 0; bit < vector.SecretTexts.Max(static s => s.Length) * 7; bit++)
        {
            var texts = vector.SecretTexts.Select(secret => Flip(secret, bit / 7, bit % 7)).ToArray();
            if (texts.Zip(vector.SecretTexts).Any(static pair => char.IsWhiteSpace(pair.First[^1]) || char.IsWhiteSpace(pair.First[0]) || SameKey(pair.First, pair.Second)))
            {
                continue;
            }

            var verdict = vector.Scheme.Verify(vector.Request, [.. texts.Select(static t => new WebhookSecret(t))], vector.Now);
            Assert.False(verdict.IsValid, $"secret bit {bit}");
        }
    }

    [Theory]
    [InlineData("twilio valid")]
    [InlineData("twilio json_valid")]
    [InlineData("published twilio form")]
    public void Verify_AnyBitOfTheTargetFlipped_IsRefused(string name)
    {
        var vector = SchemeVectors.Named(name);
        for (var bit = 0; bit < vector.Request.Target.Length * 7; bit++)
        {
            var request = vector.Request with { Target = Flip(vector.Request.Target, bit / 7, bit % 7) };

            Assert.False(vector.Scheme.Verify(request, vector.Secrets, vector.Now).IsValid, request.Target);
        }
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Verify_HeaderLeftOutOrEmpty_IsRefused(string name)
    {
        var vector = SchemeVectors.Named(name);
        foreach (var header in vector.Request.Headers.Where(static h => h.Value.ToString().Length > 0).Select(static h => h.Key))
        {
            var without = SchemeVectorTests.Copy(vector.Request.Headers);
            without.Remove(header);
            Assert.False(vector.Scheme.Verify(vector.Request with { Headers = without }, vector.Secrets, vector.Now).IsValid, header);

            without[header] = string.Empty;
            Assert.False(vector.Scheme.Verify(vector.Request with { Headers = without }, vector.Secrets, vector.Now).IsValid, header);
        }
    }

    /// <summary>The headers with only that signature of a list which is genuine: of the others nothing depends on any bit.</summary>
    private static HeaderDictionary OnlyGenuine(SchemeVector vector)
    {
        var headers = SchemeVectorTests.Copy(vector.Request.Headers);
        foreach (var (name, value) in vector.Request.Headers.Select(static h => (h.Key, h.Value.ToString())))
        {
            if (name.EndsWith("-signature", StringComparison.OrdinalIgnoreCase) && value.Contains(' ', StringComparison.Ordinal))
            {
                headers[name] = value.Split(' ').Single(item =>
                {
                    headers[name] = item;
                    return vector.Scheme.Verify(vector.Request with { Headers = headers }, vector.Secrets, vector.Now).IsValid;
                });
            }
        }

        return headers;
    }

    private static bool SameFields(byte[] left, byte[] right) => Fields(left).SequenceEqual(Fields(right));

    // By the framework's parser, so that nothing depends on ours.
    private static IEnumerable<string> Fields(byte[] body) =>
        new Microsoft.AspNetCore.WebUtilities.FormReader(Encoding.Latin1.GetString(body)).ReadForm()
            .OrderBy(static f => f.Key, StringComparer.Ordinal).Select(static f => f.Key + string.Concat(f.Value.Distinct().Order(StringComparer.Ordinal)));

    private static bool SameKey(string left, string right) => left == right || (KeyOf(left) is { } key && KeyOf(right) is { } other && key.AsSpan().SequenceEqual(other));

    private static byte[]? KeyOf(string secret)
    {
        try
        {
            var encoded = secret.StartsWith("whsec_", StringComparison.Ordinal) || secret.StartsWith("whpk_", StringComparison.Ordinal) ? secret[(secret.IndexOf('_', StringComparison.Ordinal) + 1)..] : secret;
            return Convert.FromBase64String(encoded);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Flip(string text, int position, int bit)
    {
        var characters = text.ToCharArray();
        if (position < characters.Length)
        {
            characters[position] ^= (char)(1 << bit);
        }

        return new string(characters);
    }
}
