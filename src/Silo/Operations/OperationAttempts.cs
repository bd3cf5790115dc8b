using System.Diagnostics;
using Microsoft.Extensions.Options;
using Signalbox.Reads;
using Signalbox.Streams;

namespace Signalbox.Operations;

/// <summary>Asks the provider and records what it said.</summary>
internal sealed partial class OperationAttempts(
    IOperationStore store, IProviderCommands commands, AnswerKeeper keeper, ObjectReads reads, OperationRetries retries, IOptions<OperationOptions> options, TimeProvider time,
    ILogger<OperationAttempts> logger)
    : IOperationAttempts
{
    // The caller waits for it, and so do the events of the stream.
    private static readonly TimeSpan ReadTime = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<OperationResult> RunAsync(OperationAttempt attempt, Action<ObjectKey> onStale)
    {
        var (result, stale) = await AskAsync(attempt);
        switch (result)
        {
            case AttemptResult.Final { Outcome: var outcome }:
                // Should another attempt have begun meanwhile, it learns the same from the provider and records it.
                var isLatest = await store.FinishAsync(attempt.Id, attempt.Number, outcome, CancellationToken.None);
                await ReadAsync(attempt.Account, stale, onStale);
                return isLatest ? OperationResult.Finished(outcome.Status, outcome.Body) : OperationResult.Unsettled;

            case AttemptResult.Unknown unknown:
                await retries.PostponeAsync(attempt, AttemptReach.Provider, unknown.Reason, unknown.RetryAfter);
                return OperationResult.Unsettled;

            case AttemptResult.NotSent refused:
                return OperationResult.NotSent(refused.Status, refused.Reason, refused.RetryAfter);

            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Reads what the answer could not be written over, so that it can be read when the caller is answered. What this fails to read is left to others.</summary>
    private async Task ReadAsync(string account, IReadOnlyList<ObjectKey> stale, Action<ObjectKey> onStale)
    {
        if (stale.Count == 0)
        {
            return;
        }

        var left = stale;
        try
        {
            using var timeout = new CancellationTokenSource(ReadTime, time);
            var outcomes = await reads.ReadAsync(account, stale, isInteractive: true, timeout.Token);
            left = [.. outcomes.Where(static o => o.Outcome is ReadOutcome.Refused or ReadOutcome.Superseded).Select(static o => o.Key)];
        }
        catch (Exception e)
        {
            // The outcome is recorded, whatever becomes of this.
            LogNotRead(logger, e, account);
        }

        foreach (var key in left)
        {
            onStale(key);
        }
    }

    private async Task<(AttemptResult Result, IReadOnlyList<ObjectKey> Stale)> AskAsync(OperationAttempt attempt)
    {
        if (time.GetUtcNow() - attempt.CreatedAt > options.Value.GiveUpAfter)
        {
            // 502, not 503: that promises that the key is free.
            return (new AttemptResult.Final(attempt.MayHaveBeenSent
                ? Outcome.Problem(
                    502, "outcome_unknown", $"Nobody knows whether {attempt.Name} was carried out, and asking again might do it twice. Look for {attempt.Id} at the provider.")
                : Outcome.Problem(
                    502, "not_carried_out", $"{attempt.Name} was not carried out: in all the time there was, the provider could not be asked for it. To have it done now, send it with a new key.")), []);
        }

        try
        {
            var noted = await keeper.NoteAsync(attempt.Account, commands.SubjectOf(attempt));
            var result = await commands.AttemptAsync(attempt);
            return (result, result is AttemptResult.Final final ? await keeper.KeepAsync(attempt, noted, final) : []);
        }
        catch (Exception e)
        {
            // A request that cannot be read, an answer that nobody foresaw: the operation waits, and the log says why.
            LogFault(logger, e, attempt.Id, attempt.Name, attempt.Account);
            return (new AttemptResult.Unknown($"The attempt failed here ({e.GetType().Name}); the log of this time says more."), []);
        }
    }

    [LoggerMessage(5107, LogLevel.Warning, "{Account}: what an operation changed could not be read at once; it is read later")]
    private static partial void LogNotRead(ILogger logger, Exception exception, string account);

    [LoggerMessage(5103, LogLevel.Error, "{Operation} ({Name}, {Account}): the attempt failed")]
    private static partial void LogFault(ILogger logger, Exception exception, string operation, string name, string account);
}
