using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Signalbox.Projections;
using Signalbox.Providers.Calls;
using Signalbox.Streams;

namespace Signalbox.Reads;

/// <summary>
/// Reads objects and keeps what is answered: note the row's revision, ask, write by compare-and-swap (<see cref="IObjectStore"/>). One for
/// all grains of a process, whose reads it bounds. Safe for concurrent use.
/// </summary>
internal sealed partial class ObjectReads(
    IObjectStore store, IObjectReader reader, IReadTargets targets, ReadMetrics metrics, IOptions<ReadOptions> options, ILogger<ObjectReads> logger) : IDisposable
{
    // Somebody waits for the answer of these; one that lost against an event is asked for once more.
    private const int InteractiveAttempts = 2;

    private const string NotFoundMeans =
        "the provider does not find it. It was deleted and no event told of that, or the account's API key is another account's, or it belongs to a connected account";

    // What was last told of what cannot be read: at most one entry for each account and table.
    private readonly ConcurrentDictionary<(string Account, ProjectionTable Table), string> _told = new();

    private readonly SemaphoreSlim _places = new(options.Value.MostAtOnce);

    internal ReadOptions Options => options.Value;

    internal ReadMetrics Metrics => metrics;

    /// <summary>
    /// Reads objects one after the other. Once one is refused, the others of its kind are not asked for: they go through the same limit and
    /// the same circuit, and would be refused, too. One that failed says nothing of the others.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="keys">The objects.</param>
    /// <param name="isInteractive">Whether somebody waits; then those that are confirmed are read as well.</param>
    /// <param name="cancellationToken">Ends it; what is under way counts as refused.</param>
    /// <returns>What became of each, in the order given. After a refusal the rest of its kind counts as refused.</returns>
    internal async Task<IReadOnlyList<(ObjectKey Key, ReadOutcome Outcome)>> ReadAsync(
        string account, IReadOnlyList<ObjectKey> keys, bool isInteractive, CancellationToken cancellationToken)
    {
        var outcomes = new List<(ObjectKey, ReadOutcome)>(keys.Count);
        var refused = new HashSet<ProjectionTable>();
        foreach (var key in keys)
        {
            var outcome = ReadOutcome.Refused;
            if (!refused.Contains(key.Table) && !cancellationToken.IsCancellationRequested)
            {
                outcome = await ReadOneAsync(account, key, isInteractive, cancellationToken);
                metrics.Read(account, outcome);
                if (outcome is ReadOutcome.Refused)
                {
                    refused.Add(key.Table);
                }
            }

            outcomes.Add((key, outcome));
        }

        return outcomes;
    }

    /// <inheritdoc cref="IReadTargets.ObjectsOfAsync"/>
    internal Task<IReadOnlyList<ObjectKey>> ObjectsOfAsync(StreamKey stream, CancellationToken cancellationToken) =>
        targets.ObjectsOfAsync(stream, RefreshRequest.MostObjects, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task<ReadOutcome> ReadOneAsync(string account, ObjectKey key, bool isInteractive, CancellationToken cancellationToken)
    {
        try
        {
            if (isInteractive)
            {
                var outcome = ReadOutcome.Superseded;
                for (var attempt = 0; attempt < InteractiveAttempts && outcome is ReadOutcome.Superseded; attempt++)
                {
                    outcome = await AskAsync(account, key, onlyProvisional: false, CallPriority.Interactive, cancellationToken);
                }

                return outcome;
            }

            await _places.WaitAsync(cancellationToken);
            try
            {
                return await AskAsync(account, key, onlyProvisional: true, CallPriority.Refresh, cancellationToken);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ReadOutcome.Refused;
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            LogRefused(logger, account, key.Id, e.Message);
            return ReadOutcome.Refused;
        }
    }

    private async Task<ReadOutcome> AskAsync(string account, ObjectKey key, bool onlyProvisional, CallPriority priority, CancellationToken cancellationToken)
    {
        // Noted before the request is sent: whatever is written from here on may be newer than the answer.
        var noted = await store.RevisionsAsync(account, [key], cancellationToken);
        if (!noted.TryGetValue(key, out var revision))
        {
            return ReadOutcome.Absent;
        }

        if (onlyProvisional && !revision.IsProvisional)
        {
            return ReadOutcome.Unneeded;
        }

        var answer = await reader.ReadAsync(account, key, revision.Livemode, priority, cancellationToken);
        switch (answer)
        {
            case ObjectAnswer.Found found when found.Object.Key == key:
                _told.TryRemove((account, key.Table), out _);
                return await KeepAsync(found.Object, revision, cancellationToken);

            // What was deleted as far as is known is not expected to be found.
            case ObjectAnswer.NotFound notFound when revision.IsDeleted:
                return await KeepAsync(notFound.Gone, revision, cancellationToken);

            case ObjectAnswer.NotFound:
                return Unreadable(account, key, NotFoundMeans);

            case ObjectAnswer.Refused refused:
                LogRefused(logger, account, key.Id, refused.Reason);
                return ReadOutcome.Refused;

            case ObjectAnswer.Failed failed:
                LogRefused(logger, account, key.Id, failed.Reason);
                return ReadOutcome.Failed;

            default:
                return Unreadable(account, key, (answer as ObjectAnswer.Unreadable)?.Reason ?? "the answer is another object");
        }
    }

    private async Task<ReadOutcome> KeepAsync(ObservedObject answered, ObjectRevision noted, CancellationToken cancellationToken) =>
        (await store.KeepAsync([new ObservedRow(answered, noted.Number)], cancellationToken)).Count > 0 ? ReadOutcome.Confirmed : ReadOutcome.Superseded;

    /// <summary>Told once for each account, table and reason, until something of the table can be read again: there may be thousands.</summary>
    private ReadOutcome Unreadable(string account, ObjectKey key, string reason)
    {
        // Its rest may hold an id, and be another each time.
        var kind = reason.Split(':')[0];
        var told = _told.TryGetValue((account, key.Table), out var before) && before == kind;
        _told[(account, key.Table)] = kind;
        if (told)
        {
            LogUnreadableAgain(logger, account, key.Id, reason);
        }
        else
        {
            LogUnreadable(logger, account, key.Id, TableNames.Of(key.Table), reason);
        }

        return ReadOutcome.Unreadable;
    }

    // The pipeline warns of calls that fail; this says only what it means.
    [LoggerMessage(5201, LogLevel.Debug, "{Account}: {Id} could not be read and stays provisional until later: {Reason}")]
    private static partial void LogRefused(ILogger logger, string account, string id, string reason);

    [LoggerMessage(5202, LogLevel.Warning, "{Account}: {Id} cannot be read and stays as it is, provisional: {Reason}. Further ones of {Table} are not told of")]
    private static partial void LogUnreadable(ILogger logger, string account, string id, string table, string reason);

    [LoggerMessage(5203, LogLevel.Debug, "{Account}: {Id} cannot be read either and stays as it is, provisional: {Reason}")]
    private static partial void LogUnreadableAgain(ILogger logger, string account, string id, string reason);
}
