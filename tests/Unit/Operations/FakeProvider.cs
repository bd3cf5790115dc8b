using System.Collections.Concurrent;
using Signalbox.Operations;
using Signalbox.Projections;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe;
using Signalbox.Reads;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Operations;

/// <summary>A provider that answers as a test says, and the rows that its answers are kept in.</summary>
internal sealed class FakeProvider(ConcurrentQueue<string> journal) : IProviderCommands, IObjectStore, IObjectReader, IStreamRules
{
    /// <summary>What an attempt comes to.</summary>
    internal Func<OperationAttempt, Task<AttemptResult>> Answer { get; set; } = static _ => throw new InvalidOperationException("Nobody is to be asked.");

    /// <summary>Whose every operation is.</summary>
    internal CommandSubject Subject { get; set; } = CommandSubject.Nobody;

    /// <summary>The rows that there are.</summary>
    internal Dictionary<ObjectKey, ObjectRevision> Rows { get; } = [];

    internal List<ObservedRow> Kept { get; } = [];

    /// <summary>What was noted as changed.</summary>
    internal List<ObjectKey> Signalled { get; } = [];

    /// <summary>Whether somebody always writes the rows first.</summary>
    internal bool LosesRows { get; set; }

    /// <summary>What a read is answered.</summary>
    internal ObjectAnswer ReadAnswer { get; set; } = new ObjectAnswer.Refused("nobody is to be asked");

    internal ConcurrentQueue<OperationAttempt> Asked { get; } = new();

    public bool CallsHere => true;

    public bool CanCall(string account) => true;

    public CommandSubject SubjectOf(OperationAttempt attempt) => Subject;

    public Task<AttemptResult> AttemptAsync(OperationAttempt attempt)
    {
        Asked.Enqueue(attempt);
        return Answer(attempt);
    }

    public Task<IReadOnlyDictionary<ObjectKey, ObjectRevision>> RevisionsAsync(string account, IReadOnlyCollection<ObjectKey> keys, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<ObjectKey, ObjectRevision>>(Rows.Where(r => keys.Contains(r.Key)).ToDictionary());

    public Task<IReadOnlySet<ObjectKey>> KeepAsync(IReadOnlyList<ObservedRow> rows, CancellationToken cancellationToken)
    {
        journal.Enqueue("kept");
        if (LosesRows)
        {
            return Task.FromResult<IReadOnlySet<ObjectKey>>(new HashSet<ObjectKey>());
        }

        Kept.AddRange(rows);
        return Task.FromResult<IReadOnlySet<ObjectKey>>(rows.Select(static r => r.Object.Key).ToHashSet());
    }

    public Task SignalAsync(string account, IReadOnlyCollection<ObjectKey> keys, CancellationToken cancellationToken)
    {
        journal.Enqueue("signalled");
        Signalled.AddRange(keys);
        return Task.CompletedTask;
    }

    public Task<ObjectAnswer> ReadAsync(string account, ObjectKey key, bool? livemode, CallPriority priority, CancellationToken cancellationToken)
    {
        journal.Enqueue("read");
        return Task.FromResult(ReadAnswer);
    }

    public IProjection ProjectionOf(string account) => StripeProjection.Instance;

    public bool CanRead(string account) => true;

    public bool HoldsOnDeadLetter(string account) => false;
}
