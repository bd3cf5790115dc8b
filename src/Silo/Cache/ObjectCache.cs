using System.Data.Common;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using Signalbox.Projections;
using Signalbox.Providers.Cache;
using Signalbox.Reads;
using Signalbox.Streams;

namespace Signalbox.Cache;

/// <inheritdoc cref="ICachedObjects"/>
/// <remarks>
/// What it serves as a hit or a miss was asked for after everything that had been signalled about the object when the caller came: an entry remembers the
/// revision of its row, and the row tells whether something was since.
/// </remarks>
internal sealed partial class ObjectCache(
    CacheMemory memory, ObjectLoader loader, IRowStates rows, IStreamRules rules, CacheMetrics metrics, IOptions<CacheOptions> options, TimeProvider time,
    ILogger<ObjectCache> logger) : ICachedObjects
{
    private readonly CacheOptions _options = options.Value;
    private readonly SingleFlight<CacheKey, LoadedObject> _flights = new();

    /// <inheritdoc/>
    public bool CanRead(string account) => rules.CanRead(account);

    /// <inheritdoc/>
    public async Task<CachedAnswer> ReadAsync(string account, CacheableKind kind, string id, CancellationToken cancellationToken)
    {
        var key = new CacheKey(account, TableNames.KeyOf(new ObjectName(kind.Name, id)) ?? throw new ArgumentException($"There is no projection of {kind.Name}.", nameof(kind)));
        try
        {
            if (Fresh(key, kind) is { } entry && await HoldsAsync(key, entry, cancellationToken))
            {
                return Serve(key, entry, AnswerOrigin.Hit, "hit");
            }

            var (flight, isOwn) = Join(key);
            var loaded = await flight.WaitAsync(cancellationToken);
            if (!isOwn && loaded.Entry is { } shared && !await HoldsAsync(key, shared, cancellationToken))
            {
                // Something was signalled after that call had begun, perhaps before this caller came. The next call begins later than both.
                loaded = await Join(key).Flight.WaitAsync(cancellationToken);
            }

            return Answer(key, kind, loaded, isOwn ? "miss" : "shared");
        }
        catch (Exception e) when (e is DbException or TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            // Without the database nobody knows what was signalled, and no permit is given out.
            if (Stale(key, kind) is not { } entry)
            {
                metrics.Read(key, "none");
                throw;
            }

            LogStale(logger, key.Account, key.Object.Id, e.Message);
            return Serve(key, entry, AnswerOrigin.Stale, "stale");
        }
    }

    private (Task<LoadedObject> Flight, bool IsOwn) Join(CacheKey key) => _flights.Join(key, async () =>
    {
        // In here, so that who comes after the call finds its entry.
        var loaded = await loader.LoadAsync(key);
        if (loaded.Entry is { } entry)
        {
            metrics.Evicted(memory.Put(key, entry));
        }
        else if (loaded.Answer is ObjectAnswer.NotFound)
        {
            memory.Remove(key);
        }

        return loaded;
    });

    /// <summary>Whether nothing was signalled about the object since the provider was asked.</summary>
    private async Task<bool> HoldsAsync(CacheKey key, CacheEntry entry, CancellationToken cancellationToken)
    {
        var lookedAt = time.GetTimestamp();
        if (time.GetElapsedTime(entry.LookedAt, lookedAt) < _options.TrustFor)
        {
            return true;
        }

        var row = await rows.LookAsync(key, entry, cancellationToken);
        switch (CacheRule.ByRow(entry, row))
        {
            case EntryState.Holds:
                if (row.Revision != entry.Revision || _options.TrustFor > TimeSpan.Zero)
                {
                    memory.Renew(key, entry, entry.SeenAt(row.Revision, lookedAt));
                }

                return true;

            case EntryState.Deleted:
                memory.Remove(key, entry);
                return false;

            case EntryState.Invalidated:
                return false;

            default:
                throw new UnreachableException();
        }
    }

    private CachedAnswer Answer(CacheKey key, CacheableKind kind, LoadedObject loaded, string outcome)
    {
        if (loaded.Entry is { } entry)
        {
            return Serve(key, entry, AnswerOrigin.Miss, outcome);
        }

        var away = loaded.Answer switch
        {
            ObjectAnswer.Refused { Cause: not RefusalCause.Unauthorized } refused => refused.Reason,
            ObjectAnswer.Failed failed => failed.Reason,
            _ => null,
        };
        if (away is not null && Stale(key, kind) is { } old)
        {
            LogStale(logger, key.Account, key.Object.Id, away);
            return Serve(key, old, AnswerOrigin.Stale, "stale");
        }

        metrics.Read(key, "none");
        return CacheAnswers.Of(loaded.Answer);
    }

    private CachedAnswer.Found Serve(CacheKey key, CacheEntry entry, AnswerOrigin origin, string outcome)
    {
        metrics.Read(key, outcome);
        return new CachedAnswer.Found(entry.Json, origin, time.GetElapsedTime(entry.AskedAt));
    }

    private CacheEntry? Fresh(CacheKey key, CacheableKind kind) => Find(key, kind) is (var entry, EntryWorth.Fresh) ? entry : null;

    // A fresh one is as good: something was signalled about it, but nothing newer is at hand.
    private CacheEntry? Stale(CacheKey key, CacheableKind kind) =>
        Find(key, kind) is (var entry, not EntryWorth.None) && time.GetElapsedTime(entry.AskedAt) <= _options.MostStale ? entry : null;

    private (CacheEntry Entry, EntryWorth Worth)? Find(CacheKey key, CacheableKind kind)
    {
        if (memory.Find(key) is not { } entry)
        {
            return null;
        }

        var worth = CacheRule.ByAge(time.GetElapsedTime(entry.AskedAt), kind.TimeToLive, _options.MostStale);
        if (worth is EntryWorth.None)
        {
            memory.Remove(key, entry);
        }

        return (entry, worth);
    }

    // Whoever asked is told by a header; the pipeline warns of calls that fail.
    [LoggerMessage(5122, LogLevel.Debug, "{Account}: {Id} is answered from the cache although it may have changed: {Reason}")]
    private static partial void LogStale(ILogger logger, string account, string id, string reason);
}
