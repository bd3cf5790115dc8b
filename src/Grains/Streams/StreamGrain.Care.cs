using Microsoft.Extensions.Logging;
using Signalbox.Journal;

namespace Signalbox.Streams;

/// <summary>What a stream does with an event that cannot be applied: try again later, give up, replay.</summary>
internal abstract partial class StreamGrain
{
    private async Task SetBackAsync(StreamCursor cursor, JournalEntry entry, string error)
    {
        var options = services.Options.Value;
        var attempts = cursor.AttemptsAt(entry.Version) + 1;
        var failure = new ApplyFailure(entry.Version, attempts, error);
        if (attempts < options.Attempts)
        {
            var wait = Backoff.After(attempts, options.FirstRetry, options.LongestRetry, services.Random.NextDouble());
            await services.Store.StallAsync(_stream, failure, wait, CancellationToken.None);
            services.Metrics.Retried();
            LogStalled(services.Logger, _stream, entry.Version, entry.EventId, attempts, options.Attempts, wait, error);
        }
        else
        {
            var hold = services.Rules.HoldsOnDeadLetter(_key.Account);
            if (await services.Store.GiveUpAsync(entry, failure, hold, CancellationToken.None))
            {
                services.Metrics.DeadLettered();
                LogDeadLetter(services.Logger, _stream, entry.Version, entry.EventId, attempts, hold ? "the stream is held" : "the stream goes on", error);
            }
        }

        // Reads cursor and stall anew, and with them whatever was handed over and dropped meanwhile.
        Forget();
        _inbox.LookInJournal();
    }

    private async Task<ReplayOutcome> ReplayAsync_NeedsTurn(long version, bool effects, CancellationToken cancellationToken)
    {
        var entry = await services.Store.ReadEntryAsync(_stream, version, cancellationToken);
        if (entry is null)
        {
            return ReplayOutcome.NotFound;
        }

        // Within the turn: who discards it at the same moment has done so before, or finds it replayed.
        if (await services.Store.IsResolvedAsync(_stream, version, cancellationToken))
        {
            return ReplayOutcome.Resolved;
        }

        Forget();
        var cursor = await LoadAsync(cancellationToken);
        if (version > cursor.Applied + 1)
        {
            return ReplayOutcome.NotFound;
        }

        // The next event (which holds the stream) moves the cursor; one that was passed over is applied where the cursor stands.
        var outcome = await CommitAsync(cursor, [entry], Math.Max(cursor.Applied, version), effects);
        Forget();
        switch (outcome)
        {
            case CommitOutcome.Committed:
                await services.Store.ResolveDeadLetterAsync(_stream, version, DeadLetterStatus.Replayed, cancellationToken);
                return ReplayOutcome.Done;

            case CommitOutcome.Refused refused:
                await services.Store.FailDeadLetterAsync(_stream, version, refused.Reason, cancellationToken);
                return ReplayOutcome.Failed;

            case CommitOutcome.Fenced:
                return ReplayOutcome.Failed;

            case CommitOutcome.Unknown unknown:
                throw new CommitUnknownException(unknown.Reason);

            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    [LoggerMessage(3012, LogLevel.Warning, "{Stream}: version {Version} ({EventId}) failed, attempt {Attempt} of {Attempts}, next in {Wait}: {Error}")]
    private static partial void LogStalled(ILogger logger, string stream, long version, string eventId, int attempt, int attempts, TimeSpan wait, string error);

    [LoggerMessage(3013, LogLevel.Error, "{Stream}: version {Version} ({EventId}) is a dead letter after {Attempts} attempts, {Consequence}: {Error}")]
    private static partial void LogDeadLetter(ILogger logger, string stream, long version, string eventId, int attempts, string consequence, string error);
}
