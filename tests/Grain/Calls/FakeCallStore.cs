using Signalbox.Calls;

namespace Signalbox.Tests.Grain.Calls;

/// <summary>The rows of limits and circuits in memory, on a clock of the test's. May be shared by several hosts.</summary>
internal sealed class FakeCallStore(TimeProvider time) : IRateLimitStore, ICircuitStore, ISlotStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RateRow> _limits = [];
    private readonly Dictionary<string, CircuitRow> _circuits = [];
    private readonly Dictionary<string, SlotRow> _slots = [];
    private readonly List<DateTimeOffset> _reserved = [];
    private int _reads;

    /// <summary>When each permit was reserved, by the clock that its row was read at.</summary>
    internal IReadOnlyList<DateTimeOffset> Reserved
    {
        get
        {
            lock (_gate)
            {
                return [.. _reserved.Order()];
            }
        }
    }

    internal bool IsAway { get; set; }

    /// <summary>How often a row was read.</summary>
    internal int Reads => Volatile.Read(ref _reads);

    Task<RateRow> IRateLimitStore.ReadAsync(string name, CancellationToken cancellationToken) => Answer(() =>
        (_limits.GetValueOrDefault(name) ?? new RateRow(0, null, WasLost: false, Throttle.None, default)) with { Now = time.GetUtcNow() });

    public Task<bool> SwapAsync(string name, RateRow read, RateBudget budget, CancellationToken cancellationToken) => Answer(() =>
    {
        var row = _limits.GetValueOrDefault(name) ?? new RateRow(0, null, WasLost: false, Throttle.None, default);
        if (row.Version != read.Version)
        {
            return false;
        }

        _limits[name] = row with { Version = row.Version + 1, Budget = budget };
        _reserved.AddRange(Enumerable.Repeat(read.Now, NewIn(budget.Window, row.Budget?.Window ?? GrantWindow.Empty)));
        return true;
    });

    public Task<bool> SwapThrottleAsync(string name, RateRow read, Throttle throttle, CancellationToken cancellationToken) => Answer(() =>
    {
        var row = _limits.GetValueOrDefault(name) ?? new RateRow(0, null, WasLost: false, Throttle.None, default);
        _limits[name] = row.Throttle == read.Throttle ? row with { Throttle = throttle } : row;
        return row.Throttle == read.Throttle;
    });

    public Task NoteUsageAsync(string name, DateTimeOffset? since, CancellationToken cancellationToken) => Answer(() =>
    {
        var row = _limits.GetValueOrDefault(name) ?? new RateRow(0, null, WasLost: false, Throttle.None, default);
        _limits[name] = row with { NearlyUsedUpSince = since is null ? null : row.NearlyUsedUpSince ?? since };
        return true;
    });

    Task<CircuitRow> ICircuitStore.ReadAsync(string name, CancellationToken cancellationToken) => Answer(() =>
        (_circuits.GetValueOrDefault(name) ?? new CircuitRow(0, Circuit.New, default)) with { Now = time.GetUtcNow() });

    public Task<bool> SwapAsync(string name, CircuitRow read, Circuit circuit, CancellationToken cancellationToken) => Answer(() =>
    {
        var row = _circuits.GetValueOrDefault(name) ?? new CircuitRow(0, Circuit.New, default);
        _circuits[name] = row.Version == read.Version ? row with { Version = row.Version + 1, Circuit = circuit } : row;
        return row.Version == read.Version;
    });

    Task<SlotRow> ISlotStore.ReadAsync(string name, CancellationToken cancellationToken) =>
        Answer(() => (_slots.GetValueOrDefault(name) ?? new SlotRow(0, [], default)) with { Now = time.GetUtcNow() });

    public Task<bool> SwapAsync(string name, SlotRow read, IReadOnlyList<SlotHolding> holdings, CancellationToken cancellationToken) => Answer(() =>
    {
        var row = _slots.GetValueOrDefault(name) ?? new SlotRow(0, [], default);
        _slots[name] = row.Version == read.Version ? row with { Version = row.Version + 1, Holdings = holdings } : row;
        return row.Version == read.Version;
    });

    /// <summary>What a window's last slot has more than the one before it.</summary>
    private static int NewIn(GrantWindow window, GrantWindow before) => window.Slots.Count == 0 ? 0
        : before.Slots.Count > 0 && before.Slots[^1] == window.Slots[^1] ? window.Counts[^1] - before.Counts[^1]
        : window.Counts[^1];

    private async Task<T> Answer<T>(Func<T> answer)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (IsAway)
        {
            throw new TimeoutException("the database is away");
        }

        lock (_gate)
        {
            _reads++;
            return answer();
        }
    }
}
