using Signalbox.Providers;

namespace Signalbox.Ingress;

/// <summary>A webhook ingress: an account with what it takes to check and read its requests. Safe for concurrent use.</summary>
internal sealed class Source
{
    private readonly IReadOnlyList<(ActiveSecret Secret, DateTimeOffset? ExpiresAt)> _secrets;
    private ActiveSecrets _active;

    /// <param name="account">The account.</param>
    /// <param name="provider">Checks and reads its requests.</param>
    /// <param name="uses">Where it is counted which secret verified a request.</param>
    internal Source(Account account, IWebhookProvider provider, SecretUses uses)
    {
        (Account, Provider) = (account, provider);
        _secrets =
        [
            .. account.Secrets.Select(value => (Secret(value), default(DateTimeOffset?))),
            .. account.Expiring.Select(expiring => (Secret(expiring.Value), (DateTimeOffset?)expiring.ExpiresAt)),
        ];
        _active = ActiveAt(DateTimeOffset.MinValue);

        ActiveSecret Secret(string value)
        {
            var secret = new WebhookSecret(value);
            return new ActiveSecret(secret, uses.Of(account.Name, secret.Fingerprint));
        }
    }

    internal Account Account { get; }

    /// <summary>Its share of what all sources share.</summary>
    internal required SourceShare Share { get; init; }

    internal IWebhookProvider Provider { get; }

    /// <summary>The secrets that are accepted at a time. Allocates only when one has expired.</summary>
    internal ActiveSecrets SecretsAt(DateTimeOffset now)
    {
        var active = Volatile.Read(ref _active);
        if (now < active.Until)
        {
            return active;
        }

        // Whoever comes at the same moment makes the same; a clock that goes back would find an expired secret expired.
        active = ActiveAt(now);
        Volatile.Write(ref _active, active);
        return active;
    }

    private ActiveSecrets ActiveAt(DateTimeOffset now)
    {
        var active = _secrets.Where(secret => secret.ExpiresAt is not { } end || now < end).ToList();
        return new ActiveSecrets([.. active.Select(static s => s.Secret)], active.Min(static s => s.ExpiresAt) ?? DateTimeOffset.MaxValue);
    }
}
