using System.Net;
using Polly;

namespace Signalbox.Providers.Calls;

/// <summary>One call on its way through the pipeline.</summary>
internal sealed class CallRun
{
    internal static readonly ResiliencePropertyKey<CallRun> Key = new("signalbox.call");

    /// <summary>Where a connection finds the call that it is opened for.</summary>
    internal static readonly HttpRequestOptionsKey<CallRun> OfRequest = new("signalbox.call-run");

    // https://www.rfc-editor.org/rfc/rfc9110#name-idempotent-methods
    private static readonly HttpMethod[] Idempotent = [HttpMethod.Get, HttpMethod.Head, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Options, HttpMethod.Trace];

    private readonly TimeProvider _time;
    private readonly long _startedAt;

    /// <exception cref="ArgumentException">The request names no account or no operation.</exception>
    internal CallRun(string provider, HttpRequestMessage request, TimeSpan totalTimeout, TimeProvider time, CancellationToken caller = default)
    {
        if (!request.Options.TryGetValue(ProviderCall.Account, out var account) || !request.Options.TryGetValue(ProviderCall.Operation, out var operation))
        {
            throw new ArgumentException("A request to a provider must name its account and operation (ProviderCall.Account, ProviderCall.Operation).", nameof(request));
        }

        (_time, _startedAt) = (time, time.GetTimestamp());
        Caller = caller;
        Request = request;
        Origin = new ProviderCallOrigin(provider, account, operation);
        LimitClass = request.Options.TryGetValue(ProviderCall.LimitClass, out var limit) ? limit : ProviderCall.DefaultLimitClass;
        Priority = request.Options.TryGetValue(ProviderCall.Priority, out var priority) ? priority : CallPriority.Interactive;
        EndpointClass = (request.Options.TryGetValue(ProviderCall.EndpointClass, out var endpoint) ? endpoint : ProviderCall.DefaultEndpointClass)
            + (Priority is CallPriority.Interactive ? string.Empty : ProviderCall.BackgroundSuffix);
        MayRepeat = Array.IndexOf(Idempotent, request.Method) >= 0 || request.Headers.Contains(ProviderCall.IdempotencyKeyHeader);
        Timeout = request.Options.TryGetValue(ProviderCall.Deadline, out var deadline) && deadline - time.GetUtcNow() is var left && left < totalTimeout
            ? left
            : totalTimeout;
    }

    internal HttpRequestMessage Request { get; }

    internal ProviderCallOrigin Origin { get; }

    internal string LimitClass { get; }

    /// <summary>The circuit that guards it.</summary>
    internal string EndpointClass { get; }

    internal CallPriority Priority { get; }

    /// <summary>Whether sending it twice does no more than sending it once.</summary>
    internal bool MayRepeat { get; }

    /// <summary>How long it may take in all; not positive if its deadline had passed.</summary>
    internal TimeSpan Timeout { get; }

    internal TimeSpan Elapsed => _time.GetElapsedTime(_startedAt);

    internal TimeSpan TimeLeft => Timeout - Elapsed;

    /// <summary>The permit of the attempt at hand.</summary>
    internal CallPermit Permit { get; set; }

    internal bool HasPermitExpired => _time.GetTimestamp() >= Permit.ExpiresAt;

    /// <summary>A probe that has not been used, for the permit had expired when it came. Kept for a moment, then given back.</summary>
    internal CircuitVerdict? UnusedProbe { get; set; }

    /// <summary>While an attempt is on its way: takes another permit in place of the one that expired.</summary>
    internal Func<CancellationToken, ValueTask<CallPermit>>? Renew { get; set; }

    /// <summary>The caller's own cancellation, which no timeout is part of.</summary>
    internal CancellationToken Caller { get; }

    /// <summary>How often it was sent.</summary>
    internal int Attempts { get; set; }

    /// <summary>Whether the provider may have acted on an attempt, for it changes something and was not refused.</summary>
    internal bool MayHaveActed { get; set; }

    /// <summary>Whether the method says that nothing is changed (https://www.rfc-editor.org/rfc/rfc9110#name-safe-methods).</summary>
    internal bool IsSafe => Request.Method == HttpMethod.Get || Request.Method == HttpMethod.Head || Request.Method == HttpMethod.Options || Request.Method == HttpMethod.Trace;

    /// <summary>How long to wait before the next attempt.</summary>
    internal TimeSpan RetryDelay { get; set; }

    /// <summary>What the provider said with the last answer that was not a success.</summary>
    internal ProviderError? Error { get; set; }

    internal HttpStatusCode? Status { get; set; }
}
