using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Signalbox.Hosting;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe;
using Signalbox.Sources;

namespace Signalbox.Calls;

/// <summary>The limits of the configured accounts.</summary>
internal sealed class CallRules(IOptions<CallOptions> options, AccountDirectory accounts) : ICallRules
{
    // Providers count by the second.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    // A permit of a class waits for the account's, and would be lost too often if it lived no longer.
    private static readonly TimeSpan LeastClassLifetime = TimeSpan.FromMilliseconds(100);

    private readonly CallOptions _options = options.Value;
    private volatile KnownLimits _limits = new(accounts.Settings);

    /// <inheritdoc/>
    public CircuitRule Circuit { get; } = new(
        options.Value.SamplingWindow, options.Value.FailureRatio, options.Value.MinimumThroughput,
        options.Value.FirstBreak, options.Value.LongestBreak, options.Value.Probes,

        // A probe takes one attempt at most; a little more for its report.
        options.Value.AttemptTimeout + TimeSpan.FromSeconds(1));

    /// <inheritdoc/>
    public SlotLease Slots { get; } = SlotLease.For(options.Value.AttemptTimeout);

    /// <inheritdoc/>
    public CallLimit LimitOf(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !accounts.TryFind(name[..slash], out var account))
        {
            throw new ArgumentException($"'{name}' is not a limit: expected the name of an account and a limit class, for example stripe/api.", nameof(name));
        }

        var configured = accounts.Find(account.Name);
        var limitClass = name[(slash + 1)..];
        var whole = OfAccount(configured);
        return limitClass == ProviderCall.DefaultLimitClass
            ? whole
            : OfClass(configured, limitClass, whole)
                ?? throw new ArgumentException($"'{name}' is not a limit: the account '{account.Name}' has none of its own for the class '{limitClass}'.", nameof(name));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> LimitsOf(string account, string limitClass)
    {
        var limits = _limits;
        if (!ReferenceEquals(limits.Settings, accounts.Settings))
        {
            _limits = limits = new KnownLimits(accounts.Settings);
        }

        return limits.ByClass.TryGetValue((account, limitClass), out var known)
            ? known
            : limits.ByClass.GetOrAdd((account, limitClass), key => HasLimit(key.Account, key.LimitClass)
                ? [$"{key.Account}/{key.LimitClass}", $"{key.Account}/{ProviderCall.DefaultLimitClass}"]
                : [$"{key.Account}/{ProviderCall.DefaultLimitClass}"]);
    }

    /// <summary>The classes that are limited by what an account says, its own first.</summary>
    internal IReadOnlyList<string> ConfiguredClasses(string account) =>
    [
        ProviderCall.DefaultLimitClass,
        .. (accounts.Find(account)?.Limits?.Keys ?? [])
            .Where(c => c != ProviderCall.DefaultLimitClass && HasLimit(account, c))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether a class has a limit beside the account's own.</summary>
    internal bool HasLimit(string account, string limitClass) =>
        limitClass != ProviderCall.DefaultLimitClass
        && accounts.Find(account) is { } configured
        && OfClass(configured, limitClass, OfAccount(configured)) is not null;

    private CallLimit OfAccount(AccountSettings? account)
    {
        var usual = StripeApiKey.IsLive(account?.ApiKey) ? _options.StripeLiveLimit : _options.StripeTestLimit;
        var said = account?.LimitOf(ProviderCall.DefaultLimitClass);
        return new CallLimit(
            said?.RequestsPerSecond ?? usual, Window, _options.PermitLifetime, _options.Transit, said?.Concurrency ?? _options.StripeConcurrency);
    }

    /// <summary>A class's own limit; <see langword="null"/> if it has none, or one that the account's reaches first.</summary>
    private CallLimit? OfClass(AccountSettings? account, string limitClass, CallLimit whole)
    {
        var said = account?.LimitOf(limitClass);
        var usual = StripeApiKey.IsLive(account?.ApiKey) && account?.RequestsPerSecond is null ? _options.StripeEndpointLimit : 0;
        var requests = said?.RequestsPerSecond ?? (usual > 0 ? usual : int.MaxValue);
        var concurrency = said?.Concurrency ?? 0;
        var lifetime = _options.PermitLifetime > LeastClassLifetime ? _options.PermitLifetime : LeastClassLifetime;
        return requests < whole.Requests || concurrency > 0
            ? new CallLimit(Math.Min(requests, whole.Requests), Window, lifetime, _options.Transit, concurrency)
            : null;
    }

    // What was worked out for the accounts as they are configured at a time.
    private sealed record KnownLimits(IReadOnlyList<AccountSettings> Settings)
    {
        internal ConcurrentDictionary<(string Account, string LimitClass), IReadOnlyList<string>> ByClass { get; } = new();
    }
}
