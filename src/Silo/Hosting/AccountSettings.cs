using Signalbox.Ingress;

namespace Signalbox.Hosting;

/// <summary>One account as it was configured.</summary>
/// <param name="Name">See <see cref="Account.Name"/>.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="WebhookSecrets">Its webhook secrets.</param>
/// <param name="ApiKey">The key for calls to the provider, a secret; <see langword="null"/> if there is none.</param>
/// <param name="DeadLetters">What becomes of a stream whose next event was given up on.</param>
/// <param name="RequestsPerSecond">The most requests a second to the provider; <see langword="null"/> for what is usual with it.</param>
/// <param name="ApiBaseUrl">Where the provider's API is; <see langword="null"/>: where the provider has it.</param>
internal sealed record AccountSettings(
    string Name, string Provider, IReadOnlyList<string> WebhookSecrets, string? ApiKey, DeadLetterPolicy DeadLetters,
    int? RequestsPerSecond = null, Uri? ApiBaseUrl = null)
{
    /// <summary>Leaves out the secrets.</summary>
    public override string ToString() => $"AccountSettings({Name}, {Provider})";
}
