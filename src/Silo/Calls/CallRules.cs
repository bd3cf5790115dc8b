using Microsoft.Extensions.Options;
using Signalbox.Hosting;
using Signalbox.Ingress;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe;

namespace Signalbox.Calls;

/// <summary>The limits of the configured accounts.</summary>
internal sealed class CallRules(IOptions<CallOptions> options, SignalboxSettings settings, IAccounts accounts) : ICallRules
{
    // Providers count by the second.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly CallOptions _options = options.Value;

    /// <inheritdoc/>
    public CircuitRule Circuit { get; } = new(
        options.Value.SamplingWindow, options.Value.FailureRatio, options.Value.MinimumThroughput,
        options.Value.FirstBreak, options.Value.LongestBreak, options.Value.Probes,

        // A probe takes one attempt at most; a little more for its report.
        options.Value.AttemptTimeout + TimeSpan.FromSeconds(1));

    /// <inheritdoc/>
    public CallLimit LimitOf(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !accounts.TryFind(name[..slash], out var account))
        {
            throw new ArgumentException($"'{name}' is not a rate limit: expected the name of an account and a limit class, for example stripe/api.", nameof(name));
        }

        if (name[(slash + 1)..] != ProviderCall.DefaultLimitClass)
        {
            throw new ArgumentException($"'{name}' is not a rate limit: {account.Provider} has the limit class '{ProviderCall.DefaultLimitClass}' only.", nameof(name));
        }

        // The development account has no settings of its own.
        var configured = settings.Accounts.FirstOrDefault(a => a.Name == account.Name);
        var usual = StripeApiKey.IsLive(configured?.ApiKey) ? _options.StripeLiveLimit : _options.StripeTestLimit;
        return new CallLimit(configured?.RequestsPerSecond ?? usual, Window, _options.PermitLifetime, _options.Transit);
    }
}
