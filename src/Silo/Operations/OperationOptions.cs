using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Operations;

/// <summary>How operations whose outcome is unknown are settled, and how long they are kept. Section <c>Signalbox:Operations</c>.</summary>
internal sealed class OperationOptions
{
    /// <summary>How long an attempt is its process's own; after that another may repeat it. At least twice <see cref="CallTimeout"/>: a call may first wait for its turn.</summary>
    /// <value>From 1 second to 1 hour. Default 90 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// The longest that one call to a provider may take, its answer included; and the longest that it may wait for its turn with its customer or
    /// subscription, whose webhooks wait as long at most.
    /// </summary>
    /// <value>From 100 ms to 10 minutes. Default 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often operations are looked for that need another attempt.</summary>
    /// <value>From 50 ms to 10 minutes. Default 1 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan SettleInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The wait before the second attempt; each further one is twice as long, up to <see cref="LongestWait"/>.</summary>
    /// <value>From 10 ms to 10 minutes. Default 1 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts.</summary>
    /// <value>From 10 ms to 1 hour. Default 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long after its request an operation may be repeated. Stripe forgets a key after 24 hours, and what is repeated after that is done
    /// again: the operation is given up on before, its outcome being unknown.
    /// </summary>
    /// <value>From 1 minute to 23 hours. Default 20 hours.</value>
    [Range(typeof(TimeSpan), "00:01:00", "23:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(20);

    /// <summary>How long an operation is kept once its outcome is known, and its key with it.</summary>
    /// <value>From 1 to 3,650 days. Default 30 days.</value>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);
}

/// <summary>Checks <see cref="OperationOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class OperationOptionsValidator : IValidateOptions<OperationOptions>;

/// <summary>Checks at start what <see cref="OperationOptions"/> must be to each other.</summary>
internal sealed class OperationOptionsRules : IValidateOptions<OperationOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, OperationOptions options)
    {
        List<string> failures = [];
        if (options.Lease < 2 * options.CallTimeout)
        {
            failures.Add($"{nameof(options.Lease)}: must be at least twice {nameof(options.CallTimeout)}: a call may first wait for its turn as long as it may take");
        }

        if (options.FirstWait > options.LongestWait)
        {
            failures.Add($"{nameof(options.FirstWait)}: must not be more than {nameof(options.LongestWait)}");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
