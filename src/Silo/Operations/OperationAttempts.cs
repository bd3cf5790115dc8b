using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Signalbox.Operations;

/// <summary>Asks the provider and records what it said.</summary>
internal sealed partial class OperationAttempts(
    IOperationStore store, IProviderCommands commands, AnswerKeeper keeper, OperationRetries retries, IOptions<OperationOptions> options, TimeProvider time, ILogger<OperationAttempts> logger)
    : IOperationAttempts
{
    /// <inheritdoc/>
    public async Task<OperationResult> RunAsync(OperationAttempt attempt)
    {
        switch (await AskAsync(attempt))
        {
            case AttemptResult.Final { Outcome: var outcome }:
                // Should another attempt have begun meanwhile, it learns the same from the provider and records it.
                return await store.FinishAsync(attempt.Id, attempt.Number, outcome, CancellationToken.None)
                    ? OperationResult.Finished(outcome.Status, outcome.Body)
                    : OperationResult.Unsettled;

            case AttemptResult.Unknown unknown:
                await retries.PostponeAsync(attempt, unknown.Reason, unknown.RetryAfter);
                return OperationResult.Unsettled;

            case AttemptResult.NotSent refused:
                return OperationResult.NotSent(refused.Status, refused.Reason, refused.RetryAfter);

            default:
                throw new UnreachableException();
        }
    }

    private async Task<AttemptResult> AskAsync(OperationAttempt attempt)
    {
        if (time.GetUtcNow() - attempt.CreatedAt > options.Value.GiveUpAfter)
        {
            return new AttemptResult.Final(Outcome.Problem(
                502, "outcome_unknown", $"Nobody knows whether {attempt.Name} was carried out, and asking again might do it twice. Look for {attempt.Id} at the provider."));
        }

        try
        {
            var noted = await keeper.NoteAsync(attempt.Account, commands.SubjectOf(attempt));
            var result = await commands.AttemptAsync(attempt);
            if (result is AttemptResult.Final { Answer: { } answer })
            {
                await keeper.KeepAsync(attempt, noted, answer);
            }

            return result;
        }
        catch (Exception e)
        {
            // A request that cannot be read, an answer that nobody foresaw: the operation waits, and the log says why.
            LogFault(logger, e, attempt.Id, attempt.Name, attempt.Account);
            return new AttemptResult.Unknown($"The attempt failed here ({e.GetType().Name}); the log of this time says more.");
        }
    }

    [LoggerMessage(5103, LogLevel.Error, "{Operation} ({Name}, {Account}): the attempt failed")]
    private static partial void LogFault(ILogger logger, Exception exception, string operation, string name, string account);
}
