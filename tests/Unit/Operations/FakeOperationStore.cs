using System.Collections.Concurrent;
using Signalbox.Operations;

namespace Signalbox.Tests.Unit.Operations;

/// <summary>Operations in memory. What is due is due at once.</summary>
internal sealed class FakeOperationStore(ConcurrentQueue<string> journal, TimeProvider time) : IOperationStore
{
    private readonly Lock _lock = new();
    private readonly List<(StoredOperation Operation, bool IsDue)> _operations = [];

    /// <summary>Reasons and waits of the postponed.</summary>
    internal List<(string Id, AttemptReach Reach, string Reason, TimeSpan Wait)> Postponed { get; } = [];

    /// <summary>When old ones were to be forgotten, each time.</summary>
    internal List<DateTimeOffset> Forgets { get; } = [];

    /// <summary>How often that was.</summary>
    internal int ForgetCount
    {
        get
        {
            lock (_lock)
            {
                return Forgets.Count;
            }
        }
    }

    /// <summary>Called with each look for what is due.</summary>
    internal Action OnClaim { get; set; } = static () => { };

    /// <summary>Adds an operation that waits for somebody to carry it out.</summary>
    internal void AddDue(string id, string? stream = null)
    {
        lock (_lock)
        {
            _operations.Add((New(id, new OperationRequest("stripe", "payments.create", id, "test", "{}"u8.ToArray()), attempts: 0, stream), true));
        }
    }

    public Task<(StoredOperation Operation, bool IsNew)> BeginAsync(string id, OperationRequest request, string? stream, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_operations.FirstOrDefault(o => o.Operation.Shown.IdempotencyKey == request.IdempotencyKey) is { Operation: { } earlier })
            {
                return Task.FromResult((earlier, false));
            }

            var operation = New(id, request, lease > TimeSpan.Zero ? 1 : 0, stream);
            _operations.Add((operation, lease == TimeSpan.Zero));
            return Task.FromResult((operation, true));
        }
    }

    public Task<IReadOnlyList<StoredOperation>> ClaimDueAsync(int most, TimeSpan lease, IReadOnlyCollection<string> busy, CancellationToken cancellationToken)
    {
        OnClaim();
        lock (_lock)
        {
            var due = _operations.Where(o => o.IsDue && !busy.Contains(o.Operation.Stream)).DistinctBy(static o => o.Operation.Stream ?? o.Operation.Shown.Id).Take(most).ToList();
            var claimed = new List<StoredOperation>();
            foreach (var one in due)
            {
                var next = one.Operation with { PossibleSends = one.Operation.PossibleSends + 1, Shown = one.Operation.Shown with { Attempts = one.Operation.Shown.Attempts + 1 } };
                _operations[_operations.IndexOf(one)] = (next, false);
                claimed.Add(next);
            }

            return Task.FromResult<IReadOnlyList<StoredOperation>>(claimed);
        }
    }

    public Task<bool> FinishAsync(string id, int attempt, Outcome outcome, CancellationToken cancellationToken) =>
        Change(id, attempt, o => o with { Shown = o.Shown with { Outcome = outcome, FinishedAt = time.GetUtcNow() } }, "finished");

    public async Task PostponeAsync(string id, int attempt, AttemptReach reach, string error, TimeSpan wait, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Postponed.Add((id, reach, error, wait));
        }

        await Change(id, attempt, o => o with { Shown = o.Shown with { Error = error } }, "postponed");
    }

    public Task<string?> ResolveAsync(string id, int attempt, string resolved, CancellationToken cancellationToken) => Task.FromResult<string?>(resolved);

    public Task<bool> ReleaseAsync(string id, int attempt, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            journal.Enqueue("released");
            return Task.FromResult(_operations.RemoveAll(o => o.Operation.Shown.Id == id && o.Operation.Shown.Attempts == attempt && attempt == 1) > 0);
        }
    }

    public Task<Operation?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_operations.FirstOrDefault(o => o.Operation.Shown.Id == id).Operation?.Shown);
        }
    }

    public Task<int> ForgetAsync(TimeSpan age, int most, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Forgets.Add(time.GetUtcNow());
            return Task.FromResult(Forgets.Count == 1 ? most : 0);
        }
    }

    private StoredOperation New(string id, OperationRequest request, int attempts, string? stream) => new(
        new Operation(id, request.Account, request.Name, request.IdempotencyKey, attempts, null, time.GetUtcNow(), null, null), StoredOperation.HashOf(request), request.Body, stream, attempts);

    private Task<bool> Change(string id, int attempt, Func<StoredOperation, StoredOperation> change, string entry)
    {
        lock (_lock)
        {
            journal.Enqueue(entry);
            var i = _operations.FindIndex(o => o.Operation.Shown.Id == id && o.Operation.Shown.Attempts == attempt);
            if (i >= 0)
            {
                _operations[i] = (change(_operations[i].Operation), _operations[i].IsDue);
            }

            return Task.FromResult(i >= 0);
        }
    }
}
