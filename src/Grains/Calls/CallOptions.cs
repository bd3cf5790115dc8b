using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Calls;

/// <summary>How calls to providers are limited, tried again and broken off. Section <c>Signalbox:Calls</c>.</summary>
internal sealed class CallOptions
{
    /// <summary>The most requests a second to a Stripe account with a live key, by all processes together, unless the account says otherwise.</summary>
    /// <value>From 1 to 1,000,000. Default 100, as https://docs.stripe.com/rate-limits says.</value>
    [Range(1, 1_000_000)]
    public int StripeLiveLimit { get; set; } = 100;

    /// <summary>The most requests a second to a Stripe account with a test key, by all processes together, unless the account says otherwise.</summary>
    /// <value>From 1 to 1,000,000. Default 25, as https://docs.stripe.com/rate-limits says.</value>
    [Range(1, 1_000_000)]
    public int StripeTestLimit { get; set; } = 25;

    /// <summary>
    /// The most requests a second to one endpoint of a Stripe account with a live key (<c>payment_intents.create</c> is one), beside the
    /// account's own limit, unless the account says otherwise. An account with <c>RequestsPerSecond</c> of its own has only the endpoint
    /// limits that it names. With a test key the account's own limit is no higher. A limit beside another costs a part of both: a permit
    /// that expires while the other is waited for is lost.
    /// </summary>
    /// <value>
    /// From 0 (no limit) to 1,000,000. Default 0: a refusal that names its endpoint's limit pauses that endpoint anyway.
    /// https://docs.stripe.com/rate-limits says 25.
    /// </value>
    [Range(0, 1_000_000)]
    public int StripeEndpointLimit { get; set; }

    /// <summary>The most requests that a Stripe account has in flight at once, of all processes together, unless the account says otherwise.</summary>
    /// <value>From 0 (any number) to 100,000. Default 0: Stripe limits concurrency but publishes no figure (https://docs.stripe.com/rate-limits).</value>
    [Range(0, 100_000)]
    public int StripeConcurrency { get; set; }

    /// <summary>How long after its reservation a permit may be used. A longer life saves looks at the database and costs throughput.</summary>
    /// <value>From 5 ms to 1 s. Default 30 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:00:01")]
    public TimeSpan PermitLifetime { get; set; } = TimeSpan.FromMilliseconds(30);

    /// <summary>How much longer one request may be on its way than another before the provider counts it.</summary>
    /// <value>From 0 to 1 s. Default 20 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan Transit { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The most calls of one priority that may wait for a permit of one limit; the next is refused at once.</summary>
    /// <value>From 1 to 1,000,000. Default 4,096.</value>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 4_096;

    /// <summary>How long a call may take in all, with its waits and further attempts.</summary>
    /// <value>From 100 ms to 10 minutes. Default 60 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one attempt may take, from sending to the last byte of the answer.</summary>
    /// <value>From 100 ms to 10 minutes. Default 20 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a call that may be repeated is tried again.</summary>
    /// <value>From 0 to 10. Default 3.</value>
    [Range(0, 10)]
    public int Retries { get; set; } = 3;

    /// <summary>The wait before the second attempt; it doubles with each further one, with jitter.</summary>
    /// <value>From 1 ms to 1 minute. Default 500 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait before another attempt. A provider that asks for a longer one is not tried again.</summary>
    /// <value>From 1 ms to 10 minutes. Default 20 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The largest answer, in bytes.</summary>
    /// <value>From 1,024 to 268,435,456. Default 16,777,216.</value>
    [Range(1_024, 268_435_456)]
    public int MaxResponseBytes { get; set; } = 16 << 20;

    /// <summary>How far back outcomes are counted for the circuit breaker.</summary>
    /// <value>From 1 s to 10 minutes. Default 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SamplingWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The circuit opens when this part of the counted requests failed by the provider's fault.</summary>
    /// <value>From 0.01 to 1. Default 0.5.</value>
    [Range(0.01, 1)]
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>With fewer counted requests the circuit stays closed.</summary>
    /// <value>From 1 to 1,000,000. Default 10.</value>
    [Range(1, 1_000_000)]
    public int MinimumThroughput { get; set; } = 10;

    /// <summary>How long the circuit's first break is; it doubles with each further one in a row.</summary>
    /// <value>From 500 ms to 1 hour. Default 5 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan FirstBreak { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest break.</summary>
    /// <value>From 500 ms to 1 day. Default 2 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.500", "1.00:00:00")]
    public TimeSpan LongestBreak { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How many probes a half-open circuit lets through, in the whole cluster; all must succeed for it to close.</summary>
    /// <value>From 1 to 100. Default 3.</value>
    [Range(1, 100)]
    public int Probes { get; set; } = 3;
}

/// <summary>Checks each of <see cref="CallOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class CallOptionsValidator : IValidateOptions<CallOptions>;

/// <summary>Checks what must hold between them.</summary>
internal sealed class CallOptionsRules : IValidateOptions<CallOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CallOptions options)
    {
        List<string> failures = [];
        Require(options.AttemptTimeout < options.TotalTimeout, nameof(options.AttemptTimeout), nameof(options.TotalTimeout));
        Require(options.FirstRetry <= options.LongestRetry, nameof(options.FirstRetry), nameof(options.LongestRetry));
        Require(options.FirstBreak <= options.LongestBreak, nameof(options.FirstBreak), nameof(options.LongestBreak));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Require(bool holds, string smaller, string larger)
        {
            if (!holds)
            {
                failures.Add($"{smaller}: must {(smaller == nameof(options.AttemptTimeout) ? "be less" : "not be more")} than {larger}");
            }
        }
    }
}
