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

    private readonly SemaphoreSlim _places = new(options.Value.MostAtOnce);

    internal ReadOptions Options => options.Value;

    internal ReadMetrics Metrics => metrics;

    /// <summary>Reads objects one after the other, until one is refused: the others would be, too.</summary>
    /// <param name="account">The account.</param>
    /// <param name="keys">The objects.</param>
    /// <param name="isInteractive">Whether somebody waits; then those that are confirmed are read as well.</param>
    /// <param name="cancellationToken">Ends it; what is under way counts as refused.</param>
    /// <returns>What became of each, in the order given. After a refusal the rest counts as refused.</returns>
    internal async Task<IReadOnlyList<(ObjectKey Key, ReadOutcome Outcome)>> ReadAsync(
        string account, IReadOnlyList<ObjectKey> keys, bool isInteractive, CancellationToken cancellationToken)
    {
        var outcomes = new List<(ObjectKey, ReadOutcome)>(keys.Count);
        var isRefused = false;
        foreach (var key in keys)
        {
            var outcome = ReadOutcome.Refused;
            if (!isRefused)
            {
                outcome = await ReadOneAsync(account, key, isInteractive, cancellationToken);
                metrics.Read(account, outcome);
                isRefused = outcome is ReadOutcome.Refused;
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

        switch (await reader.ReadAsync(account, key, revision.Livemode, priority, cancellationToken))
        {
            case ObjectAnswer.Found found when found.Object.Key == key:
                return (await store.KeepAsync([new ObservedRow(found.Object, revision.Number)], cancellationToken)).Count > 0 ? ReadOutcome.Confirmed : ReadOutcome.Superseded;

            case ObjectAnswer.Refused refused:
                LogRefused(logger, account, key.Id, refused.Reason);
                return ReadOutcome.Refused;

            case ObjectAnswer.Unreadable unreadable:
                LogUnreadable(logger, account, key.Id, unreadable.Reason);
                return ReadOutcome.Unreadable;

            default:
                LogUnreadable(logger, account, key.Id, "the answer is another object");
                return ReadOutcome.Unreadable;
        }
    }

    // The pipeline warns of calls that fail; this says only what it means.
    [LoggerMessage(5201, LogLevel.Debug, "{Account}: {Id} could not be read and stays provisional until later: {Reason}")]
    private static partial void LogRefused(ILogger logger, string account, string id, string reason);

    [LoggerMessage(5202, LogLevel.Warning, "{Account}: {Id} cannot be read and stays provisional: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string account, string id, string reason);
}
