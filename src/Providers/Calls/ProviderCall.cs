namespace Signalbox.Providers.Calls;

/// <summary>
/// What a client says of a request, in its <see cref="HttpRequestMessage.Options"/>. Account and operation are required; the others have
/// defaults.
/// </summary>
public static class ProviderCall
{
    /// <summary>The limit class of an account as a whole: it counts every request, whatever class the request names beside it.</summary>
    public const string DefaultLimitClass = "api";

    /// <summary>The endpoint class of requests that name none.</summary>
    public const string DefaultEndpointClass = "api";

    /// <summary>
    /// What the names of the circuits end with that guard requests of <see cref="CallPriority.Refresh"/> and <see cref="CallPriority.Bulk"/>.
    /// They have circuits of their own: what fails in the background neither holds up those whom somebody waits for, nor takes their probes.
    /// </summary>
    public const string BackgroundSuffix = ".background";

    /// <summary>The header whose presence makes any request safe to repeat.</summary>
    public const string IdempotencyKeyHeader = "Idempotency-Key";

    /// <summary>The header by which a provider says that it repeats its first answer for a key (https://docs.stripe.com/api/idempotent_requests).</summary>
    public const string ReplayedHeader = "Idempotent-Replayed";

    /// <summary>The account in whose name the request is sent.</summary>
    public static readonly HttpRequestOptionsKey<string> Account = new("signalbox.account");

    /// <summary>The operation's name for logs, traces and metrics, such as <c>payment_intents.create</c>: one of few, never with an id in it.</summary>
    public static readonly HttpRequestOptionsKey<string> Operation = new("signalbox.operation");

    /// <summary>
    /// Which of the account's limits counts the request beside the account's own, <see cref="DefaultLimitClass"/>. A class without a limit
    /// counts nothing. Default: none.
    /// </summary>
    public static readonly HttpRequestOptionsKey<string> LimitClass = new("signalbox.limit-class");

    /// <summary>
    /// Which of the account's circuits guards the request; in the background that of this name and <see cref="BackgroundSuffix"/>. Default
    /// <see cref="DefaultEndpointClass"/>.
    /// </summary>
    public static readonly HttpRequestOptionsKey<string> EndpointClass = new("signalbox.endpoint-class");

    /// <summary>Who goes first when the limit is short. Default <see cref="CallPriority.Interactive"/>.</summary>
    public static readonly HttpRequestOptionsKey<CallPriority> Priority = new("signalbox.priority");

    /// <summary>
    /// Whether the client reads the provider's refusals itself: it gets the last answer, its body in memory, where others get an exception.
    /// Default <see langword="false"/>.
    /// </summary>
    public static readonly HttpRequestOptionsKey<bool> ReadsRefusals = new("signalbox.reads-refusals");

    /// <summary>When the caller no longer needs the answer (UTC). Default: after the total timeout, which also is the latest.</summary>
    public static readonly HttpRequestOptionsKey<DateTimeOffset> Deadline = new("signalbox.deadline");

    /// <summary>Whether the provider repeats what it answered first: it says nothing of how the provider is now, and will not change.</summary>
    internal static bool IsReplay(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(ReplayedHeader, out var values) && string.Equals(values.ToString(), "true", StringComparison.OrdinalIgnoreCase);
}
