using Signalbox.Providers;

namespace Signalbox.Ingress;

/// <summary>A secret with its count.</summary>
internal sealed record ActiveSecret(WebhookSecret Secret, SecretUse Use);

/// <summary>The secrets that are accepted up to a time.</summary>
internal sealed class ActiveSecrets(ActiveSecret[] secrets, DateTimeOffset until)
{
    private readonly WebhookSecret[] _values = [.. secrets.Select(static s => s.Secret)];

    /// <summary>The secrets.</summary>
    internal ReadOnlySpan<WebhookSecret> Values => _values;

    /// <summary>When the first of them expires.</summary>
    internal DateTimeOffset Until { get; } = until;

    /// <summary>Counts a request that a secret has verified.</summary>
    /// <param name="index">Which; -1: none is known.</param>
    /// <param name="at">When it came.</param>
    internal void Matched(int index, DateTimeOffset at)
    {
        if ((uint)index < (uint)secrets.Length)
        {
            secrets[index].Use.Count(at);
        }
    }
}
