using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Signalbox.Calls;

/// <summary>What the grains of the rate limits and circuits need.</summary>
internal sealed record CallServices(
    IRateLimitStore Limits,
    ICircuitStore Circuits,
    ICallRules Rules,
    LimiterMetrics Metrics,
    IOptions<CallOptions> Options,
    TimeProvider Time,
    Random Random,
    ILogger<RateLimiterGrain> LimiterLogger,
    ILogger<CircuitBreakerGrain> CircuitLogger);
