using Signalbox.Backfills;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Backfills;

/// <summary>Rows with revisions, and one backfill, in memory.</summary>
internal sealed class FakeBook : IObjectStore, IBackfillStore, IStreamRules
{
    internal Dictionary<string, (long Revision, bool IsProvisional, string? Name)> Rows { get; } = [];

    internal List<BackfillStep> Steps { get; } = [];

    internal bool IsCancelled { get; set; }

    internal bool IsFinished { get; private set; }

    internal List<(string Fault, TimeSpan Wait)> Postponed { get; } = [];

    public Task<IReadOnlyDictionary<ObjectKey, ObjectRevision>> RevisionsAsync(string account, IReadOnlyCollection<ObjectKey> keys, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<ObjectKey, ObjectRevision>>(
            keys.Where(k => Rows.ContainsKey(k.Id)).ToDictionary(static k => k, k => new ObjectRevision(Rows[k.Id].Revision, Rows[k.Id].IsProvisional, Livemode: false)));

    public Task SignalAsync(string account, IReadOnlyCollection<ObjectKey> keys, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlySet<ObjectKey>> KeepAsync(IReadOnlyList<ObservedRow> rows, CancellationToken cancellationToken)
    {
        var kept = new HashSet<ObjectKey>();
        foreach (var row in rows)
        {
            var id = row.Object.Key.Id;
            if ((Rows.TryGetValue(id, out var known) ? known.Revision : 0) == row.Revision)
            {
                Rows[id] = (row.Revision + 1, false, ((CustomerRow)row.Object.Row).Name);
                kept.Add(row.Object.Key);
            }
        }

        return Task.FromResult<IReadOnlySet<ObjectKey>>(kept);
    }

    public Task<BackfillWork?> ClaimAsync(IReadOnlyList<string> accounts, TimeSpan lease, CancellationToken cancellationToken) => Task.FromResult<BackfillWork?>(null);

    public Task<bool> RecordAsync(BackfillWork work, BackfillStep step, TimeSpan lease, CancellationToken cancellationToken)
    {
        Steps.Add(step);
        return Task.FromResult(!IsCancelled);
    }

    public Task FinishAsync(BackfillWork work, CancellationToken cancellationToken)
    {
        IsFinished = true;
        return Task.CompletedTask;
    }

    public Task LeaveAsync(BackfillWork work, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task PostponeAsync(BackfillWork work, string fault, TimeSpan wait, CancellationToken cancellationToken)
    {
        Postponed.Add((fault, wait));
        return Task.CompletedTask;
    }

    public IProjection ProjectionOf(string account) => StripeProjection.Instance;

    public bool CanRead(string account) => true;

    public bool HoldsOnDeadLetter(string account) => false;
}
