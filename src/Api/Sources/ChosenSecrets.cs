using Signalbox.Providers.Definitions;

namespace Signalbox.Sources;

/// <summary>Secrets for senders that take any: other providers make theirs themselves, and show it where the webhook is set up.</summary>
internal static class ChosenSecrets
{
    /// <summary>A new secret in the form that the provider's scheme has; <see langword="null"/> if the provider makes its own.</summary>
    internal static string? For(ProviderDefinition provider) => provider.MakesSecrets ? null : provider.Signature.NewSecret();
}
