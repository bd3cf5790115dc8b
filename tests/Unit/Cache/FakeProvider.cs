using Signalbox.Cache;
using Signalbox.Projections;
using Signalbox.Providers.Calls;
using Signalbox.Reads;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Cache;

/// <summary>A provider that counts what it is asked, and the rows beside it. Safe for any number of callers at once.</summary>
internal sealed class FakeProvider : IObjectReader, IObjectStore, IRowStates
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ObjectKey, (long Revision, bool IsProvisional, bool IsDeleted, string? Json)> _rows = [];

    /// <summary>What the provider answers; asked at each call.</summary>
    internal Func<CacheKey, Task<ObjectAnswer>> OnRead { get; set; } = static key => Task.FromResult<ObjectAnswer>(new ObjectAnswer.Found(Answers.Observed(key)));

    /// <summary>Thrown by whatever looks at rows.</summary>
    internal Exception? DatabaseFault { get; set; }

    /// <summary>Called when an answer has been kept.</summary>
    internal Action<CacheKey> OnKept { get; set; } = static _ => { };

    internal int Calls { get; private set; }

    internal int Looks { get; private set; }

    /// <summary>What was said of the mode at the latest call.</summary>
    internal bool? Livemode { get; private set; }

    internal bool HasRow(CacheKey key)
    {
        lock (_gate)
        {
            return _rows.ContainsKey(key.Object);
        }
    }

    /// <summary>What an event about the object does, in whichever process it is applied.</summary>
    internal void Signal(CacheKey key, bool isDeletion = false)
    {
        lock (_gate)
        {
            var row = _rows.GetValueOrDefault(key.Object);
            _rows[key.Object] = (row.Revision + 1, true, row.IsDeleted || isDeletion, row.Json);
        }
    }

    public async Task<ObjectAnswer> ReadAsync(string account, ObjectKey key, bool? livemode, CallPriority priority, CancellationToken cancellationToken)
    {
        Assert.Equal((CallPriority.Interactive, false), (priority, cancellationToken.CanBeCanceled));
        lock (_gate)
        {
            Calls++;
            Livemode = livemode;
        }

        return await OnRead(new CacheKey(account, key));
    }

    public Task<IReadOnlyDictionary<ObjectKey, ObjectRevision>> RevisionsAsync(string account, IReadOnlyCollection<ObjectKey> keys, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return DatabaseFault is null
                ? Task.FromResult<IReadOnlyDictionary<ObjectKey, ObjectRevision>>(
                    keys.Where(_rows.ContainsKey).ToDictionary(static k => k, k => new ObjectRevision(_rows[k].Revision, _rows[k].IsProvisional, Livemode: true)))
                : Task.FromException<IReadOnlyDictionary<ObjectKey, ObjectRevision>>(DatabaseFault);
        }
    }

    public Task<IReadOnlySet<ObjectKey>> KeepAsync(IReadOnlyList<ObservedRow> rows, CancellationToken cancellationToken)
    {
        var kept = new HashSet<ObjectKey>();
        lock (_gate)
        {
            if (DatabaseFault is not null)
            {
                return Task.FromException<IReadOnlySet<ObjectKey>>(DatabaseFault);
            }

            foreach (var (observed, revision) in rows)
            {
                var row = _rows.GetValueOrDefault(observed.Key);
                if (row.Revision == revision)
                {
                    _rows[observed.Key] = (revision + 1, false, row.IsDeleted || observed.IsStub, Hash(observed));
                    kept.Add(observed.Key);
                }
            }
        }

        foreach (var key in kept)
        {
            OnKept(new CacheKey(rows[0].Object.Row.Head.Account, key));
        }

        return Task.FromResult<IReadOnlySet<ObjectKey>>(kept);
    }

    public Task SignalAsync(string account, IReadOnlyCollection<ObjectKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            Signal(new CacheKey(account, key));
        }

        return Task.CompletedTask;
    }

    public Task<RowState> LookAsync(CacheKey key, CacheEntry entry, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Looks++;
            var row = _rows.GetValueOrDefault(key.Object);
            return DatabaseFault is null
                ? Task.FromResult(new RowState(
                    row.Revision, row.IsProvisional, row.IsDeleted,
                    row.Revision != entry.Revision && !row.IsProvisional && row.Json == Convert.ToHexString(entry.Digest.Span)))
                : Task.FromException<RowState>(DatabaseFault);
        }
    }

    private static string Hash(ObservedObject observed) => Convert.ToHexString(CacheEntry.Of(observed, 0, 0).Digest.Span);
}
