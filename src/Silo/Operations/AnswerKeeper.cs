using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Operations;

/// <summary>Writes the provider's answer to an operation into the projections, so that whoever asked can read it at once.</summary>
internal sealed partial class AnswerKeeper(IObjectStore objects, IStreamRules rules, ILogger<AnswerKeeper> logger)
{
    private const int Declined = 402;

    /// <summary>To be called before the provider is asked: how the rows stand of what the operation is about.</summary>
    internal async Task<IReadOnlyDictionary<ObjectKey, ObjectRevision>> NoteAsync(string account, CommandSubject subject)
    {
        ObjectKey[] keys = subject.Kind switch
        {
            CommandSubjectKind.Payment => [new ObjectKey(ProjectionTable.PaymentIntents, subject.Id)],
            CommandSubjectKind.Subscription => [new ObjectKey(ProjectionTable.Subscriptions, subject.Id)],
            _ => [],
        };
        return await objects.RevisionsAsync(account, keys, CancellationToken.None);
    }

    /// <summary>
    /// Writes the answer over the row as it was noted; of an object that is new there was none. If somebody has written the row meanwhile, or
    /// the provider repeated what it had answered before, nobody knows which is newer, the row or the answer: then the row is marked as
    /// provisional, so that no read that is under way can confirm what was before. On return it is on disk. Never throws: the webhook that
    /// follows brings what could not be written.
    /// </summary>
    /// <returns>The objects that are to be read.</returns>
    internal async Task<IReadOnlyList<ObjectKey>> KeepAsync(OperationAttempt attempt, IReadOnlyDictionary<ObjectKey, ObjectRevision> noted, AttemptResult.Final result)
    {
        var observed = result.Answer is { } answer ? Observe(attempt, answer) : null;
        var isKept = false;
        try
        {
            if (observed is not null && result.Answer is { IsReplay: false, At: not null })
            {
                var revision = noted.TryGetValue(observed.Key, out var before) ? before.Number : 0;
                isKept = (await objects.KeepAsync([new ObservedRow(observed, revision)], CancellationToken.None)).Count > 0;
            }
        }
        catch (Exception e)
        {
            LogNotKept(logger, e, attempt.Id, attempt.Name, attempt.Account);
        }

        // A payment that was declined has another state, too, which this answer does not tell.
        return isKept ? [] : await SignalAsync(attempt, observed is not null ? [observed.Key] : result.Outcome.Status == Declined ? [.. noted.Keys] : []);
    }

    private async Task<IReadOnlyList<ObjectKey>> SignalAsync(OperationAttempt attempt, IReadOnlyList<ObjectKey> keys)
    {
        try
        {
            if (keys.Count > 0)
            {
                await objects.SignalAsync(attempt.Account, keys, CancellationToken.None);
            }

            return keys;
        }
        catch (Exception e)
        {
            LogNotKept(logger, e, attempt.Id, attempt.Name, attempt.Account);
            return [];
        }
    }

    private ObservedObject? Observe(OperationAttempt attempt, ProviderAnswer answer)
    {
        try
        {
            return rules.ProjectionOf(attempt.Account).Observe(attempt.Account, answer.Object, (answer.At ?? attempt.CreatedAt).ToUnixTimeSeconds());
        }
        catch (Exception e)
        {
            LogNotKept(logger, e, attempt.Id, attempt.Name, attempt.Account);
            return null;
        }
    }

    [LoggerMessage(5106, LogLevel.Warning, "{Operation} ({Name}, {Account}): the answer could not be written into the projections; its webhook will be")]
    private static partial void LogNotKept(ILogger logger, Exception exception, string operation, string name, string account);
}
