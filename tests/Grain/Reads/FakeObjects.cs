using Signalbox.Projections;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe;
using Signalbox.Reads;
using Signalbox.Streams;
using Signalbox.Tests.Grain.Streams;

namespace Signalbox.Tests.Grain.Reads;

/// <summary>Rows with their revisions, and a provider that counts what it is asked. Safe for any number of callers at once.</summary>
internal sealed class FakeObjects : IObjectStore, IObjectReader, IReadTargets
{
    private readonly Lock _gate = new();
    private readonly Signals _signals = new();
    private readonly Dictionary<ObjectKey, ObjectRevision> _rows = [];
    private readonly List<(ObjectKey Key, CallPriority Priority)> _reads = [];

    /// <summary>Called at the start of each read: a test may make it wait, or answer for the provider.</summary>
    internal Func<ObjectKey, Task<ObjectAnswer?>> OnRead { get; set; } = static _ => Task.FromResult<ObjectAnswer?>(null);

    /// <summary>What was asked for, in order.</summary>
    internal IReadOnlyList<(ObjectKey Key, CallPriority Priority)> Reads
    {
        get
        {
            lock (_gate)
            {
                return [.. _reads];
            }
        }
    }

    internal bool IsProvisional(ObjectKey key)
    {
        lock (_gate)
        {
            return _rows[key].IsProvisional;
        }
    }

    /// <summary>As an event does that says so.</summary>
    internal void Delete(ObjectKey key)
    {
        lock (_gate)
        {
            _rows[key] = _rows[key] with { IsDeleted = true };
        }
    }

    /// <summary>What a commit does to the rows.</summary>
    internal Task SeeAsync(StreamCommit commit)
    {
        lock (_gate)
        {
            foreach (var signal in commit.Signals)
            {
                _rows[signal.Key] = new ObjectRevision(_rows.GetValueOrDefault(signal.Key).Number + 1, IsProvisional: true, Livemode: false);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Waits until this is so.</summary>
    internal Task UntilAsync(Func<FakeObjects, bool> condition, string what) => _signals.UntilAsync(() => condition(this), () => $"{what}; {Reads.Count} reads");

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<ObjectKey, ObjectRevision>> RevisionsAsync(string account, IReadOnlyCollection<ObjectKey> keys, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyDictionary<ObjectKey, ObjectRevision>>(keys.Where(_rows.ContainsKey).ToDictionary(static k => k, k => _rows[k]));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlySet<ObjectKey>> KeepAsync(IReadOnlyList<ObservedRow> rows, CancellationToken cancellationToken)
    {
        var kept = new HashSet<ObjectKey>();
        lock (_gate)
        {
            foreach (var row in rows.Where(r => _rows.GetValueOrDefault(r.Object.Key).Number == r.Revision))
            {
                _rows[row.Object.Key] = new ObjectRevision(row.Revision + 1, IsProvisional: false, Livemode: false);
                kept.Add(row.Object.Key);
            }
        }

        _signals.Changed();
        return Task.FromResult<IReadOnlySet<ObjectKey>>(kept);
    }

    /// <inheritdoc/>
    public Task SignalAsync(string account, IReadOnlyCollection<ObjectKey> keys, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var key in keys.Where(_rows.ContainsKey))
            {
                _rows[key] = new ObjectRevision(_rows[key].Number + 1, IsProvisional: true, Livemode: false);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ObjectAnswer> ReadAsync(string account, ObjectKey key, bool? livemode, CallPriority priority, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _reads.Add((key, priority));
        }

        var answer = await OnRead(key) ?? new ObjectAnswer.Found(StripeProjection.Instance.Gone(account, key, 1));
        _signals.Changed();
        return answer;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ObjectKey>> ObjectsOfAsync(StreamKey stream, int most, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<ObjectKey>>([.. _rows.Keys.Take(most)]);
        }
    }
}
