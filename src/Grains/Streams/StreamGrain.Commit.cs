using System.Data.Common;
using Microsoft.Extensions.Logging;
using Signalbox.Deliveries;
using Signalbox.Journal;

namespace Signalbox.Streams;

/// <summary>How a stream folds events and commits the outcome: reads what it must know first, decides, writes.</summary>
internal abstract partial class StreamGrain
{
    private int _generation;

    private async Task<CommitOutcome> CommitAsync(StreamCursor cursor, IReadOnlyList<JournalEntry> batch, long to, bool effects = true)
    {
        if (services.Rows is { } rows && rows.Number != _generation)
        {
            // A rebuild has put other rows in the places of those that are remembered.
            _generation = rows.Number;
            _objects = new StreamObjects();
        }

        StreamCommit commit;
        try
        {
            var fold = new StreamFold(_key, _stream, services.Rules.ProjectionOf(_key.Account), _objects, batch, services.Rules.CanRead(_key.Account));
            await LearnAsync(fold, cursor);
            commit = new StreamCommit(_stream, cursor.Applied, to, fold.Rows())
            {
                Signals = fold.Signals(),
                Facts = fold.Facts(),
                Again = to == cursor.Applied ? batch : [],
                Leaving = effects ? LeavingEvents.Of(batch, _key, services.Destinations) : [],
            };
        }
        catch (Exception e) when (IsOfTheEvent(e))
        {
            // A fault in a projection is the event's fate, not the stream's: it is tried again and given up on like a refused row.
            LogProjectionFault(services.Logger, e, _stream, batch[0].Version);
            return new CommitOutcome.Refused($"{e.GetType().Name}: {e.Message}");
        }

        _objects.Trim();
        var outcome = await services.Committer.CommitAsync(commit);
        if (outcome is CommitOutcome.Committed)
        {
            Note(commit.Signals);
        }

        return outcome;
    }

    private async Task LearnAsync(StreamFold fold, StreamCursor cursor)
    {
        var unknown = fold.Unknown();
        if (unknown.Count > 0)
        {
            // Of a stream's first events no row can be known yet by this stream; what another stream wrote, the row's own guard protects.
            var stored = cursor.Applied == 0
                ? new Dictionary<ObjectKey, ObjectVersion>()
                : await services.Store.ReadVersionsAsync(_key.Account, unknown, CancellationToken.None);
            foreach (var key in unknown)
            {
                _objects.Learn(key, stored.TryGetValue(key, out var version) ? version : null);
            }
        }

        await LearnRivalsAsync(fold, _objects, cursor);
    }

    private async Task LearnStoredAsync(StreamFold fold, StreamObjects objects)
    {
        var unknown = fold.Unknown();
        var stored = unknown.Count == 0 ? null : await services.Store.ReadVersionsAsync(_key.Account, unknown, CancellationToken.None);
        foreach (var key in unknown)
        {
            objects.Learn(key, stored!.TryGetValue(key, out var version) ? version : null);
        }
    }

    private async Task LearnRivalsAsync(StreamFold fold, StreamObjects objects, StreamCursor cursor)
    {
        foreach (var copy in fold.WithoutRivals())
        {
            var entries = await services.Store.ReadAppliedOfSecondAsync(_stream, copy.AsOf, cursor.Applied, RivalCopies.Most, CancellationToken.None);
            var version = copy.VersionIn(_stream);
            objects[copy.Key].SetRivals(fold.Read(entries)
                .Where(c => c.Key == copy.Key && Freshness.Compare(c.VersionIn(_stream), version) == 0));
        }
    }

    // Of anything else the database or the host is the cause, and the event is as good as before.
    private static bool IsOfTheEvent(Exception e) => e is not (OperationCanceledException or TimeoutException or DbException);

    [LoggerMessage(3011, LogLevel.Error, "{Stream}: the projection failed at version {Version}")]
    private static partial void LogProjectionFault(ILogger logger, Exception exception, string stream, long version);
}
