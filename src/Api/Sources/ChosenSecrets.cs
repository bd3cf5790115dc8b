using System.Security.Cryptography;

namespace Signalbox.Sources;

/// <summary>Secrets for providers that take any: the others make theirs themselves, and show it where the webhook is set up.</summary>
internal static class ChosenSecrets
{
    /// <summary>A new secret in the form that the provider's scheme has; <see langword="null"/> if the provider makes its own.</summary>
    internal static string? For(string provider) => provider switch
    {
        // 24 to 64 bytes: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
        "standard-webhooks" => $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}",

        // Typed into a form by hand: GitHub's webhook settings, the header of a Supabase database webhook, a sender of one's own.
        "supabase" or "hmac" or "github" => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
        _ => null,
    };
}
