using System.Security.Cryptography;
using Signalbox.Destinations;
using Signalbox.Providers.Outbound;
using Signalbox.Providers.Signing;

namespace Signalbox.Deliveries;

/// <summary>What is worked out once for a destination and used for each of its requests: keys are read, headers are checked.</summary>
internal sealed class DeliveryTarget
{
    private readonly (StandardWebhooksKey Key, DateTimeOffset? ExpiresAt)[] _keys;

    private DeliveryTarget((StandardWebhooksKey Key, DateTimeOffset? ExpiresAt)[] keys, string? problem) => (_keys, Problem) = (keys, problem);

    /// <summary>Why nothing can be sent as it is configured; <see langword="null"/> if it can. Names no secret.</summary>
    internal string? Problem { get; }

    /// <summary>Prepares a destination.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="policy">Where requests may go. Addresses and ports are judged when they are dialled.</param>
    internal static DeliveryTarget Of(Destination destination, OutboundPolicy policy)
    {
        if (ProblemOf(destination, policy) is { } problem)
        {
            return new DeliveryTarget([], problem);
        }

        var keys = new (StandardWebhooksKey Key, DateTimeOffset? ExpiresAt)[destination.Secrets.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            var secret = destination.Secrets[i];
            try
            {
                // All or none: a signature that is missing without a word is looked for at the wrong end.
                if (!StandardWebhooksKey.TryParse(secret.Value, out var key))
                {
                    return new DeliveryTarget([], $"The signing secret number {i + 1} of {keys.Length} is neither whsec_ with Base64 nor an Ed25519 private key (whsk_…).");
                }

                keys[i] = (key, secret.ExpiresAt);
            }
            catch (Exception e) when (e is PlatformNotSupportedException or CryptographicException)
            {
                return new DeliveryTarget([], e.Message);
            }
        }

        return new DeliveryTarget(keys, problem: null);
    }

    /// <summary>The value of <c>webhook-signature</c>: a signature for each secret that holds at the time; <see langword="null"/> if none does.</summary>
    internal string? Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        string? signatures = null;
        foreach (var (key, expiresAt) in _keys)
        {
            if (expiresAt is null || at < expiresAt)
            {
                var signature = key.Sign(id, at.ToUnixTimeSeconds(), body);
                signatures = signatures is null ? signature : $"{signatures} {signature}";
            }
        }

        return signatures;
    }

    private static string? ProblemOf(Destination destination, OutboundPolicy policy)
    {
        var url = destination.Url;
        var isHttp = url.IsAbsoluteUri && url.Scheme == Uri.UriSchemeHttp;
        if (!isHttp && !(url.IsAbsoluteUri && url.Scheme == Uri.UriSchemeHttps))
        {
            return "The URL is neither https:// nor http://.";
        }

        if (isHttp && !policy.AllowHttp)
        {
            return "The URL is http://, which sends events in clear. An operator can allow it for development: Signalbox__Deliveries__AllowHttp.";
        }

        return Signalbox.Providers.Outbound.DestinationHeaders.Check(destination.Headers) is { } problem ? $"A header cannot be sent. {problem}." : null;
    }
}
