using System.Text;
using System.Text.Json;
using Signalbox.Providers;

namespace Signalbox.Tests.Unit.Providers.Stripe;

/// <summary>One signed body with the verdict of Stripe's own library.</summary>
internal sealed record StripeVector(string Name, string Header, byte[] Body, WebhookSecret[] Secrets, string[] SecretTexts, bool IsAccepted)
{
    internal DateTimeOffset VerifiedAt { get; init; }

    internal TimeSpan Tolerance { get; init; }
}

/// <summary>The vectors in Vectors/stripe.json, signed and judged by Stripe's library for Node, and Stripe's in Vectors/published.json.</summary>
internal static class StripeVectors
{
    internal static IReadOnlyList<StripeVector> All { get; } = [.. FromLibrary(), .. Published()];

    internal static IEnumerable<StripeVector> Accepted => All.Where(vector => vector.IsAccepted);

    internal static TheoryData<string> Names => [.. All.Select(vector => vector.Name)];

    internal static StripeVector Named(string name) => All.Single(vector => vector.Name == name);

    private static IEnumerable<StripeVector> FromLibrary()
    {
        using var file = Open("stripe.json");
        foreach (var vector in file.RootElement.GetProperty("vectors").EnumerateArray())
        {
            yield return Create(
                vector.GetProperty("name").GetString()!,
                vector.GetProperty("headers").GetProperty("Stripe-Signature").GetString()!,
                vector.GetProperty("body_base64").GetBytesFromBase64(),
                [.. vector.GetProperty("secrets").EnumerateArray().Select(secret => secret.GetString()!)],
                vector.GetProperty("library_verdict").GetString() == "accept",
                file.RootElement.GetProperty("verified_at_unix").GetInt64(),
                vector.GetProperty("tolerance_s").GetInt32());
        }
    }

    private static IEnumerable<StripeVector> Published()
    {
        using var file = Open("published.json");
        foreach (var vector in file.RootElement.GetProperty("vectors").EnumerateArray())
        {
            var scheme = vector.GetProperty("scheme").GetString()!;
            if (!scheme.StartsWith("stripe", StringComparison.Ordinal))
            {
                continue;
            }

            var header = vector.GetProperty("header").GetString()!;
            yield return Create(
                scheme,
                header,
                Encoding.UTF8.GetBytes(vector.GetProperty("body").GetString()!),
                [vector.GetProperty("secret").GetString()!],
                isAccepted: true,
                verifiedAt: long.Parse(header[2..header.IndexOf(',', StringComparison.Ordinal)], provider: null),
                toleranceSeconds: 300);
        }
    }

    private static StripeVector Create(
        string name, string header, byte[] body, string[] secrets, bool isAccepted, long verifiedAt, int toleranceSeconds) =>
        new(name, header, body, [.. secrets.Select(secret => new WebhookSecret(secret))], secrets, isAccepted)
        {
            VerifiedAt = DateTimeOffset.FromUnixTimeSeconds(verifiedAt),
            Tolerance = TimeSpan.FromSeconds(toleranceSeconds),
        };

    private static JsonDocument Open(string file) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", file)));
}
