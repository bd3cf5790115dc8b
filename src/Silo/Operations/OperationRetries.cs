using Microsoft.Extensions.Options;
using Signalbox.Streams;

namespace Signalbox.Operations;

/// <summary>Lets operations whose outcome is unknown wait for their next attempt.</summary>
internal sealed partial class OperationRetries(IOperationStore store, IOptions<OperationOptions> options, Random random, ILogger<OperationRetries> logger)
{
    private static readonly TimeSpan NextInLine = TimeSpan.FromSeconds(1);

    // What a provider asks for beyond this is no pause but a mistake.
    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);

    /// <summary>Sets an operation back: exponentially, with jitter, and not before the provider wants to be asked. On return it is on disk.</summary>
    internal Task PostponeAsync(OperationAttempt attempt, AttemptReach reach, string reason, TimeSpan? retryAfter)
    {
        if (reach is AttemptReach.InLine)
        {
            // Nothing has failed: whoever comes before it will be done in a while.
            return store.PostponeAsync(attempt.Id, attempt.Number, reach, reason, retryAfter ?? NextInLine, CancellationToken.None);
        }

        var wait = Backoff.After(attempt.Number, options.Value.FirstWait, options.Value.LongestWait, random.NextDouble());
        if (retryAfter > wait)
        {
            wait = retryAfter.Value < LongestAsked ? retryAfter.Value : LongestAsked;
        }

        LogUnsettled(logger, attempt.Id, attempt.Name, attempt.Account, attempt.Number, wait, reason);
        return store.PostponeAsync(attempt.Id, attempt.Number, reach, reason, wait, CancellationToken.None);
    }

    [LoggerMessage(5101, LogLevel.Warning, "{Operation} ({Name}, {Account}): attempt {Attempt} told nothing, the next in {Wait}: {Reason}")]
    private static partial void LogUnsettled(ILogger logger, string operation, string name, string account, int attempt, TimeSpan wait, string reason);
}
