using Signalbox.Providers.Stripe;

namespace Signalbox.Providers.Definitions;

/// <summary>The definitions that are part of the program: JSON files beside this one, read as any other.</summary>
internal static class BuiltInDefinitions
{
    private const string Prefix = "Signalbox.Providers.Definitions.";
    private const string Suffix = ".json";

    /// <summary>The names, in order.</summary>
    internal static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(BuiltInDefinitions).Assembly.GetManifestResourceNames()
            .Where(static n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(static n => n[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads one.</summary>
    internal static ProviderDefinition Read(string name)
    {
        using var stream = typeof(BuiltInDefinitions).Assembly.GetManifestResourceStream($"{Prefix}{name}{Suffix}")
            ?? throw new InvalidOperationException($"There is no built-in provider '{name}'.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return DefinitionReader.Read(bytes, out var faults)
            ?? throw new InvalidOperationException($"The built-in provider '{name}' has faults: {string.Join("; ", faults)}");
    }

    /// <summary>What reads a provider's requests: Stripe's has a reader of its own.</summary>
    internal static IWebhookProvider CreateProvider(ProviderDefinition definition) =>
        definition.Name == "stripe" ? new StripeWebhooks(definition) : new DefinedProvider(definition);
}
