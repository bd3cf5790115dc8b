using System.Net;
using Signalbox.Ingress;
using Signalbox.Providers.Calls;

namespace Signalbox.Hosting;

/// <summary>One account as it was configured.</summary>
/// <param name="Name">See <see cref="Account.Name"/>.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="WebhookSecrets">Its webhook secrets.</param>
/// <param name="ApiKey">The key for calls to the provider, a secret; <see langword="null"/> if there is none.</param>
/// <param name="DeadLetters">What becomes of a stream whose next event was given up on.</param>
/// <param name="ApiBaseUrl">Where the provider's API is; <see langword="null"/>: where the provider has it.</param>
/// <param name="Limits">What it says of its limits, by class; what it does not say is as usual with the provider.</param>
internal sealed record AccountSettings(
    string Name, string Provider, IReadOnlyList<string> WebhookSecrets, string? ApiKey, DeadLetterPolicy DeadLetters,
    Uri? ApiBaseUrl = null, IReadOnlyDictionary<string, LimitSettings>? Limits = null)
{
    /// <summary>Whether its webhooks are refused for now, and hence no missed ones are looked for.</summary>
    internal bool IsDisabled { get; init; }

    /// <summary>The networks that its webhooks may come from; empty: any.</summary>
    internal IReadOnlyList<IPNetwork> AllowFrom { get; init; } = [];

    /// <summary>The URL that the provider was told, if it is not the one that this server sees.</summary>
    internal string? PublicUrl { get; init; }

    /// <summary>The most requests a second of all classes together; <see langword="null"/> for what is usual with the provider.</summary>
    internal int? RequestsPerSecond => LimitOf(ProviderCall.DefaultLimitClass)?.RequestsPerSecond;

    /// <summary>What it says of one class; <see langword="null"/> if nothing.</summary>
    internal LimitSettings? LimitOf(string limitClass) => Limits?.GetValueOrDefault(limitClass);

    /// <summary>Leaves out the secrets.</summary>
    public override string ToString() => $"AccountSettings({Name}, {Provider})";
}
