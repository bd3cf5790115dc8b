using Microsoft.Extensions.Options;
using Orleans;
using Signalbox.Streams;

namespace Signalbox.Operations;

/// <summary>Hands attempts to the grain of their customer or subscription, which carries them out in its turn; what has neither is carried out beside.</summary>
internal sealed partial class OperationRouter(
    OperationStreams streams, IOperationAttempts attempts, IGrainFactory grains, IOptions<OperationOptions> options, ILogger<OperationRouter> logger)
{
    /// <summary>One attempt at an operation that is in the caller's hands. Never throws: what goes wrong on the way leaves the operation to its lease.</summary>
    internal async Task<OperationResult> RunAsync(OperationAttempt attempt)
    {
        try
        {
            // What has no stream has nobody who would read what it leaves stale: the scan for rows that stayed provisional does.
            return await streams.OfAsync(attempt, CancellationToken.None) is { } stream
                ? await StreamGrains.Get(grains, stream).OperateAsync(attempt, options.Value.CallTimeout, CancellationToken.None)
                : await attempts.RunAsync(attempt, static _ => { });
        }
        catch (Exception e)
        {
            LogLost(logger, e, attempt.Id, attempt.Name, attempt.Account);
            return OperationResult.Unsettled;
        }
    }

    [LoggerMessage(5104, LogLevel.Warning, "{Operation} ({Name}, {Account}): what came of the attempt could not be learned or recorded; it is repeated when its lease is over")]
    private static partial void LogLost(ILogger logger, Exception exception, string operation, string name, string account);
}
