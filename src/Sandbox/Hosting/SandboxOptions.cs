using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox;

/// <summary>How the sandbox begins; its control API changes most of it later. Configuration section <c>Sandbox</c>.</summary>
public sealed class SandboxOptions
{
    /// <summary>The only key that is let in.</summary>
    /// <value>Default: none; any that begins with <c>sk_test_</c> is let in.</value>
    public string? ApiKey { get; set; }

    /// <summary>The id of the account that every key belongs to.</summary>
    /// <value>1 to 255 characters. Default <c>acct_sandbox</c>.</value>
    [Required, StringLength(255, MinimumLength = 1)]
    public string AccountId { get; set; } = "acct_sandbox";

    /// <summary>What all ids and all chance come from: the same seed and the same calls give the same ids.</summary>
    /// <value>Default 1.</value>
    public int Seed { get; set; } = 1;

    /// <summary>What the account avoids within one second by letting its clock tick ahead of the real one.</summary>
    /// <value>Default <see cref="SameSecond.Unchecked"/>: nothing, as Stripe does.</value>
    public SameSecond SameSecond { get; set; } = SameSecond.Unchecked;

    /// <summary>How many requests are answered in each second; more get 429.</summary>
    /// <value>From 1 to 100,000. Default: none, all are.</value>
    [Range(1, 100_000)]
    public int? RequestsPerSecond { get; set; }

    /// <summary>Whether the program ends when its standard input does: with the program that started it, however that ends.</summary>
    /// <value>Default false.</value>
    public bool UntilInputEnds { get; set; }

    /// <summary>Where every event is sent.</summary>
    /// <value>Default: nowhere.</value>
    public IList<WebhookEndpointOptions> Endpoints { get; } = [];

    /// <summary>How many webhooks are sent to an endpoint at a time. With 1, first attempts are made in the order of the events.</summary>
    /// <value>From 1 to 64. Default 1.</value>
    [Range(1, 64)]
    public int WebhookConcurrency { get; set; } = 1;

    /// <summary>How often a webhook is sent at most until it is answered with 2xx.</summary>
    /// <value>From 1 to 20. Default 8.</value>
    [Range(1, 20)]
    public int WebhookAttempts { get; set; } = 8;

    /// <summary>How long after its first attempt a webhook is sent again; the time doubles with each attempt, up to a minute.</summary>
    /// <value>From 10 ms to 1 minute. Default 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan WebhookFirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer to a webhook is waited for.</summary>
    /// <value>From 100 ms to 1 minute. Default 20 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan WebhookTimeout { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>An endpoint that events are sent to.</summary>
public sealed class WebhookEndpointOptions
{
    /// <summary>An absolute http or https address.</summary>
    public Uri? Url { get; set; }

    /// <summary>What the webhooks are signed with, 8 characters or more.</summary>
    public string Secret { get; set; } = "";
}

[OptionsValidator]
internal sealed partial class SandboxOptionsValidator : IValidateOptions<SandboxOptions>;

/// <summary>What no attribute can say.</summary>
internal sealed class WebhookEndpointsValidator : IValidateOptions<SandboxOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SandboxOptions options)
    {
        var faults = new List<string>();
        for (var i = 0; i < options.Endpoints.Count; i++)
        {
            var endpoint = options.Endpoints[i];
            if (endpoint.Url is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            {
                faults.Add($"Sandbox:Endpoints:{i}:Url must be an absolute http or https address; it is '{endpoint.Url}'.");
            }

            if (endpoint.Secret.Length < 8 || endpoint.Secret.Trim().Length != endpoint.Secret.Length)
            {
                faults.Add($"Sandbox:Endpoints:{i}:Secret must have 8 characters or more and no white space around it.");
            }
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
