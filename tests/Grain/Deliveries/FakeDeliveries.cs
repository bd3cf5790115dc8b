using Signalbox.Deliveries;

namespace Signalbox.Tests.Grain.Deliveries;

/// <summary>The rows of deliveries in memory, as the database keeps them, for any number of hosts. Safe for any number of callers at once.</summary>
internal sealed class FakeDeliveries(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(int Destination, long Seq), Row> _rows = [];
    private readonly Dictionary<int, (string Owner, long Fence, DateTimeOffset Until)> _leases = [];
    private readonly HashSet<int> _disabled = [];

    internal static TimeSpan Lease { get; } = TimeSpan.FromSeconds(15);

    internal List<DeliveryOutcome> Written { get; } = [];

    internal List<string> Disabled { get; } = [];

    /// <summary>While set, what becomes of deliveries is not written.</summary>
    internal Task? Held { get; set; }

    /// <summary>How long what was read as due is on its way: by then it may stand otherwise.</summary>
    internal TimeSpan DueOnItsWay { get; set; }

    internal int Waiting => Look(static d => d._rows.Values.Count(static r => r.State != 4));

    internal void Add(int destination, long seq, long? key) => Look(d => d._rows[(destination, seq)] = new Row(seq, key, 0, 0, default));

    internal IReadOnlyList<(long Seq, int State)> Rows(int destination) =>
        Look(d => d._rows.Where(r => r.Key.Destination == destination).Select(static r => (r.Key.Seq, r.Value.State)).ToList());

    internal void Expire() => Look(d =>
    {
        foreach (var destination in d._leases.Keys.ToList())
        {
            d._leases[destination] = d._leases[destination] with { Until = default };
        }

        return 0;
    });

    internal IDeliveryStore StoreOf(string owner) => new Store(this, owner);

    internal IDeliveryLedger Ledger => new FakeLedger(this);

    private T Look<T>(Func<FakeDeliveries, T> look)
    {
        lock (_lock)
        {
            return look(this);
        }
    }

    private bool IsBlocked(int destination, long key, long before) => NotFresh(destination, key).Any(r => r.Key.Seq < before);

    private void Unpark(int destination, long key)
    {
        foreach (var parked in NotFresh(destination, key).Take(250).TakeWhile(static r => r.Value.State == 2).ToList())
        {
            _rows[parked.Key] = parked.Value with { State = 1, DueAt = Now };
        }
    }

    private IEnumerable<KeyValuePair<(int Destination, long Seq), Row>> NotFresh(int destination, long key) =>
        _rows.Where(r => r.Key.Destination == destination && r.Value.Key == key && (r.Value.State is 1 or 2 or 3));

    private sealed record Row(long Seq, long? Key, int State, int Attempts, DateTimeOffset DueAt);

    private sealed class Store(FakeDeliveries all, string owner) : IDeliveryStore
    {
        public Task<DestinationLease?> AcquireAsync(int destination, CancellationToken cancellationToken) => all.LookAsync(() =>
        {
            var now = all.Now;
            if (all._disabled.Contains(destination) || (all._leases.TryGetValue(destination, out var held) && held.Owner != owner && held.Until > now))
            {
                return null;
            }

            var fence = all._leases.GetValueOrDefault(destination).Fence + 1;
            all._leases[destination] = (owner, fence, now + Lease);
            return new DestinationLease(fence, Lease, IsFailing: false, IsTold: false);
        });

        public Task<bool> RenewAsync(int destination, long fence, CancellationToken cancellationToken) => all.LookAsync(() =>
        {
            var held = all._leases.GetValueOrDefault(destination);
            all._leases[destination] = held.Fence == fence ? held with { Until = all.Now + Lease } : held;
            return held.Fence == fence;
        });

        public Task ReleaseAsync(int destination, long fence, CancellationToken cancellationToken) => all.LookAsync(() =>
        {
            var held = all._leases.GetValueOrDefault(destination);
            all._leases[destination] = held.Fence == fence ? held with { Until = default } : held;
            return 0;
        });

        public Task<IReadOnlyList<QueuedDelivery>> ReadFreshAsync(int destination, long after, int limit, CancellationToken cancellationToken) => all.LookAsync<IReadOnlyList<QueuedDelivery>>(() =>
            [.. all._rows.Where(r => r.Key.Destination == destination && r.Key.Seq > after && r.Value.State == 0).Take(limit)
                .Select(r => new QueuedDelivery(r.Key.Seq, r.Key.Seq, r.Value.Key, 0, r.Value.Key is { } key && all.IsBlocked(destination, key, r.Key.Seq)))]);

        private bool IsBehind(KeyValuePair<(int Destination, long Seq), Row> row, DateTimeOffset now) => row.Value.Key is { } key
            && all.NotFresh(row.Key.Destination, key).Any(b => b.Key.Seq < row.Key.Seq && (b.Value.State != 1 || b.Value.DueAt > now));

        public async Task<DueDeliveries> ReadDueAsync(int destination, int limit, CancellationToken cancellationToken)
        {
            var due = await all.LookAsync(() =>
            {
                var now = all.Now;
                var again = all._rows.Where(r => r.Key.Destination == destination && r.Value.State == 1).OrderBy(static r => r.Value.DueAt).ThenBy(static r => r.Key.Seq).ToList();
                var later = again.Where(r => r.Value.DueAt > now).Select(r => (TimeSpan?)(r.Value.DueAt - now)).FirstOrDefault();
                return new DueDeliveries(
                    [.. again.Where(r => r.Value.DueAt <= now && !IsBehind(r, now)).OrderBy(static r => r.Key.Seq).Take(limit).Select(static r => new QueuedDelivery(r.Key.Seq, r.Key.Seq, r.Value.Key, r.Value.Attempts, IsAgain: true))], later);
            });
            if (all.DueOnItsWay > TimeSpan.Zero)
            {
                await Task.Delay(all.DueOnItsWay, all.Time, cancellationToken);
            }

            return due;
        }

        public Task<int> UnparkAsync(int destination, CancellationToken cancellationToken) => all.LookAsync(() =>
        {
            foreach (var key in all._rows.Where(r => r.Key.Destination == destination && r.Value.State == 2).Select(static r => r.Value.Key!.Value).Distinct().ToList())
            {
                all.Unpark(destination, key);
            }

            return 0;
        });

        public Task<bool> DisableAsync(int destination, string reason, CancellationToken cancellationToken) => all.LookAsync(() =>
        {
            all.Disabled.Add(reason);
            return all._disabled.Add(destination);
        });

        public Task NoteToldAsync(int destination, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class FakeLedger(FakeDeliveries all) : IDeliveryLedger
    {
        public bool IsFull => false;

        public async Task<LedgerReport> WriteAsync(DeliveryOutcome outcome)
        {
            await (all.Held ?? Task.CompletedTask);
            await Task.Yield();
            return all.Look(_ => all.Apply(outcome));
        }
    }

    private TimeProvider Time => time;

    private DateTimeOffset Now => time.GetUtcNow();

    private async Task<T> LookAsync<T>(Func<T> look)
    {
        await Task.Yield();
        return Look(_ => look());
    }

    private LedgerReport Apply(DeliveryOutcome outcome)
    {
        Written.Add(outcome);
        if (_leases.GetValueOrDefault(outcome.Destination).Fence != outcome.Fence)
        {
            return new LedgerReport(IsOwner: false, FailingFor: null);
        }

        var id = (outcome.Destination, outcome.Delivery.Seq);
        if (outcome.Fate is DeliveryFate.Delivered)
        {
            _rows.Remove(id);
        }
        else if (_rows.TryGetValue(id, out var row))
        {
            _rows[id] = outcome.Fate switch
            {
                DeliveryFate.Parked => row.State is 0 or 1 ? row with { State = 2 } : row,
                DeliveryFate.Retry => row with { State = 1, Attempts = outcome.Delivery.Attempts, DueAt = Now + outcome.RetryIn!.Value },
                DeliveryFate.Held => row with { State = 3, Attempts = outcome.Delivery.Attempts },
                _ => row with { State = 4, Attempts = outcome.Delivery.Attempts },
            };
        }

        if (outcome.MayUnpark)
        {
            Unpark(outcome.Destination, outcome.Delivery.Key!.Value);
        }

        return new LedgerReport(IsOwner: true, outcome.Fate is DeliveryFate.Retry ? TimeSpan.FromMinutes(1) : null);
    }
}
