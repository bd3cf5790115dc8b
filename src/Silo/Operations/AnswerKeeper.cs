using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Operations;

/// <summary>Writes the provider's answer to an operation into the projections, so that whoever asked can read it at once.</summary>
internal sealed partial class AnswerKeeper(IObjectStore objects, IStreamRules rules, ILogger<AnswerKeeper> logger)
{
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
    /// Writes the answer over the row as it was noted; of an object that is new there was none. If an event has written the row meanwhile,
    /// that stays. On return it is on disk. Never throws: the webhook that follows brings what could not be written.
    /// </summary>
    internal async Task KeepAsync(OperationAttempt attempt, IReadOnlyDictionary<ObjectKey, ObjectRevision> noted, ProviderAnswer answer)
    {
        // The provider repeated what it had answered before: the object may have changed since.
        if (answer.IsReplay || answer.At is not { } at)
        {
            return;
        }

        try
        {
            if (rules.ProjectionOf(attempt.Account).Observe(attempt.Account, answer.Object, at.ToUnixTimeSeconds()) is { } observed)
            {
                var revision = noted.TryGetValue(observed.Key, out var before) ? before.Number : 0;
                await objects.KeepAsync([new ObservedRow(observed, revision)], CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            LogNotKept(logger, e, attempt.Id, attempt.Name, attempt.Account);
        }
    }

    [LoggerMessage(5106, LogLevel.Warning, "{Operation} ({Name}, {Account}): the answer could not be written into the projections; its webhook will be")]
    private static partial void LogNotKept(ILogger logger, Exception exception, string operation, string name, string account);
}
