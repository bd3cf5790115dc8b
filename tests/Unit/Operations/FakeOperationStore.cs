using System.Collections.Concurrent;
using Signalbox.Operations;

namespace Signalbox.Tests.Unit.Operations;

/// <summary>Operations in memory. What is due is due at once.</summary>
internal sealed class FakeOperationStore(ConcurrentQueue<string> journal, TimeProvider time) : IOperationStore
{
    private readonly Lock _lock = new();
    private readonly List<(StoredOperation Operation, bool IsDue)> _operations = [];

    /// <summary>Reasons and waits of the postponed.</summary>
    internal List<(string Id, string Reason, TimeSpan Wait)> Postponed { get; } = [];

    /// <summary>How often old ones were to be forgotten.</summary>
    internal int Forgets { get; private set; }

    /// <summary>Called with each look for what is due.</summary>
    internal Action OnClaim { get; set; } = static () => { };

    /// <summary>Adds an operation that waits for somebody to carry it out.</summary>
    internal void AddDue(string id)
    {
        lock (_lock)
        {
            _operations.Add((New(id, new OperationRequest("stripe", "payments.create", id, "test", "{}"u8.ToArray()), attempts: 0), true));
        }
    }

    public Task<(StoredOperation Operation, bool IsNew)> BeginAsync(string id, OperationRequest request, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_operations.FirstOrDefault(o => o.Operation.Shown.IdempotencyKey == request.IdempotencyKey) is { Operation: { } earlier })
            {
                return Task.FromResult((earlier, false));
            }

            var operation = New(id, request, lease > TimeSpan.Zero ? 1 : 0);
            _operations.Add((operation, lease == TimeSpan.Zero));
            return Task.FromResult((operation, true));
        }
    }

    public Task<IReadOnlyList<StoredOperation>> ClaimDueAsync(int most, TimeSpan lease, CancellationToken cancellationToken)
    {
        OnClaim();
        lock (_lock)
        {
            var due = _operations.Where(static o => o.IsDue).Take(most).ToList();
            var claimed = new List<StoredOperation>();
            foreach (var one in due)
            {
                var next = one.Operation with { Shown = one.Operation.Shown with { Attempts = one.Operation.Shown.Attempts + 1 } };
                _operations[_operations.IndexOf(one)] = (next, false);
                claimed.Add(next);
            }

            return Task.FromResult<IReadOnlyList<StoredOperation>>(claimed);
        }
    }

    public Task<bool> FinishAsync(string id, int attempt, Outcome outcome, CancellationToken cancellationToken) =>
        Change(id, attempt, o => o with { Shown = o.Shown with { Outcome = outcome, FinishedAt = time.GetUtcNow() } }, "finished");

    public async Task PostponeAsync(string id, int attempt, string error, TimeSpan wait, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Postponed.Add((id, error, wait));
        }

        await Change(id, attempt, o => o with { Shown = o.Shown with { Error = error } }, "postponed");
    }

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
            return Task.FromResult(++Forgets == 1 ? most : 0);
        }
    }

    private StoredOperation New(string id, OperationRequest request, int attempts) => new(
        new Operation(id, request.Account, request.Name, request.IdempotencyKey, attempts, null, time.GetUtcNow(), null, null), StoredOperation.HashOf(request), request.Body);

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
