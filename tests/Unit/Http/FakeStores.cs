using System.Diagnostics.CodeAnalysis;
using Signalbox.Access;
using Signalbox.Backfills;
using Signalbox.Calls;
using Signalbox.Care;
using Signalbox.Gaps;
using Signalbox.Ingress;
using Signalbox.Journal;
using Signalbox.Operations;
using Signalbox.People;
using Signalbox.Projections;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;
using Signalbox.Rejections;
using Signalbox.Rebuilds;
using Signalbox.Replays;
using Signalbox.Storage;
using Signalbox.Secrets;
using Signalbox.Sources;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Http;

/// <summary>All ports of the API, answering from lists; or failing, if told to.</summary>
internal sealed class FakeStores
    : IAccounts, IApiKeys, IJournal, IStreamQueries, IEventQueries, IProjectionQueries, IDeadLetterQueries, IOperations, IGapQueries, IBackfills,
    IProviderQueries, IPeopleQueries, IReplays, IRebuilds, IStorageQueries, ISources, IKeyRing, IRejections, IStoredDefinitions
{
    internal static readonly EventSummary Event = new(
        "evt_1", "stripe", "customer.updated", "stripe/customer/cus_1", 1, "1857211822080000003", OccurredAt: null, DateTime.UnixEpoch, EventStatus.Applied);

    /// <summary>Thrown by every query.</summary>
    internal Exception? Failure { get; set; }

    internal bool IsQueueFull { get; set; }

    internal List<StoredEvent> Events { get; } = [];

    internal List<ProjectedObject> Objects { get; } = [];

    internal List<DeadLetter> Letters { get; } = [];

    internal List<Operation> Operations { get; } = [];

    /// <summary>What every operation comes to.</summary>
    internal OperationAnswerKind AnswerKind { get; set; }

    /// <summary>Why operations are refused, if they are.</summary>
    internal OperationRefusal? Refusal { get; set; }

    internal OperationRequest? LastOperation { get; private set; }

    internal OperationPreference LastPreference { get; private set; }

    internal ProjectionFilter? LastFilter { get; private set; }

    internal EventFilter? LastEvents { get; private set; }

    /// <summary>The backfill that there is, of the account 'stripe'.</summary>
    internal BackfillState? Backfill { get; set; }

    /// <summary>The replay that there is.</summary>
    internal ReplayState? Replay { get; set; }

    /// <summary>The rebuild that there is.</summary>
    internal RebuildState? Rebuild { get; set; }

    /// <summary>What the last replay was asked for.</summary>
    internal ReplayScope? LastScope { get; private set; }

    /// <summary>Whether the database was never ready.</summary>
    internal bool AreSourcesUnknown { get; set; }

    /// <summary>What every change of a source comes to.</summary>
    internal SourceOutcome SourceOutcome { get; set; } = SourceOutcome.Done;

    internal NewSource? LastSource { get; private set; }

    internal ChangedSource? LastChange { get; private set; }

    internal (string Secret, TimeSpan? Grace)? LastSecret { get; private set; }

    /// <summary>What a rotation of the keys comes to.</summary>
    internal KeyRotationOutcome Rotation { get; set; } = KeyRotationOutcome.Rotated;

    /// <summary>Forgets what the test before has set.</summary>
    internal void Reset()
    {
        (Failure, IsQueueFull, LastFilter, LastOperation, LastPreference, AnswerKind) = (null, false, null, null, default, OperationAnswerKind.Done);
        (Refusal, Backfill, Person) = (null, null, PersonAnswer.Unknown.Instance);
        (Replay, LastScope, Rebuild) = (null, null, null);
        (AreSourcesUnknown, SourceOutcome, LastSource, LastChange, LastSecret, Rotation) = (false, SourceOutcome.Done, null, null, null, KeyRotationOutcome.Rotated);
        Operations.Clear();
        Events.Clear();
        Objects.Clear();
        Letters.Clear();
    }

    /// <summary>What every question for a person is answered with.</summary>
    internal PersonAnswer Person { get; set; } = PersonAnswer.Unknown.Instance;

    Task<PersonAnswer> IPeopleQueries.FindAsync(string id, IReadOnlyList<string> accounts, CancellationToken cancellationToken) => Answer(Person);

    bool IJournal.IsFull => IsQueueFull;

    bool IAccounts.IsComplete => !AreSourcesUnknown;

    IReadOnlyList<Account> IAccounts.All { get; } = [new("stripe", "stripe", ["whsec_test_only"], DeadLetterPolicy.GoOn), new("stripe-eu", "stripe", ["whsec_test_only"], DeadLetterPolicy.GoOn), new("locked", "stripe", [], DeadLetterPolicy.GoOn) { UnopenedUntil = DateTimeOffset.MaxValue }];

    bool IAccounts.TryFind(string name, [NotNullWhen(true)] out Account? account) => (account = ((IAccounts)this).All.FirstOrDefault(a => a.Name == name)) is not null;

    bool IApiKeys.IsValid(string presented) => presented == ApiServer.Key;

    ValueTask<AppendOutcome> IJournal.AppendAsync(IncomingEvent incoming, CancellationToken cancellationToken) => ValueTask.FromResult(AppendOutcome.Appended);

    Task<StreamState?> IStreamQueries.FindAsync(StreamKey key, CancellationToken cancellationToken) => Answer<StreamState?>(null);

    Task<IReadOnlyList<EventSummary>> IStreamQueries.ListEventsAsync(StreamKey key, long? after, bool ascending, int limit, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<EventSummary>>([]);

    Task<IReadOnlyList<StreamState>> IStreamQueries.ListStalledAsync(bool held, string? account, string? after, int limit, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<StreamState>>(held && after is null
            ? [new StreamState("stripe/customer/cus_1", "stripe", "customer", "cus_1", 3, 1, StreamMotion.Held, new StreamStall(2, 8, "e", DateTime.UnixEpoch, null, 7, "evt_2", "t"))]
            : []);

    /// <summary>What is recorded of every event.</summary>
    internal EventRecords Records { get; set; } = new([], null, null, []);

    Task<EventRecords> IEventQueries.RecordsAsync(EventSummary of, CancellationToken cancellationToken) => Answer(Records);

    Task<StorageReport> IStorageQueries.ReadAsync(CancellationToken cancellationToken) =>
        Answer(new StorageReport(1_000, DateTime.UnixEpoch, 90, 45, [new StoredTable("journal", 800, 3)], [], 30));

    Task<IReadOnlyList<DeadLetter>> IDeadLetterQueries.OldestAsync(IReadOnlyList<long>? ids, DeadLetterFilter filter, long? after, int limit, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<DeadLetter>>([.. Letters.Where(d => (ids?.Contains(d.Id) ?? true) && d.Id > (after ?? 0) && d.Status is DeadLetterState.Open).OrderBy(static d => d.Id).Take(limit)]);

    Task<EventSlice> IEventQueries.ListAsync(EventFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        LastEvents = filter;
        return Answer(new EventSlice([.. Events.Select(static e => e.Summary).Take(limit)], Next: null));
    }

    Task<IReadOnlyList<StoredEvent>> IEventQueries.FindAsync(IReadOnlyList<string> accounts, string eventId, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<StoredEvent>>([.. Events.Where(e => e.Summary.Id == eventId && accounts.Contains(e.Summary.Account))]);

    Task<IReadOnlyList<ProjectedObject>> IProjectionQueries.ListAsync(
        ProjectionResource resource, ProjectionFilter filter, (string Account, string Id)? after, int limit, CancellationToken cancellationToken)
    {
        LastFilter = filter;
        return Answer<IReadOnlyList<ProjectedObject>>(
            [.. Objects.Where(o => after is not { } last || string.CompareOrdinal(o.Id, last.Id) > 0).Take(limit)]);
    }

    Task<IReadOnlyList<ProjectedObject>> IProjectionQueries.FindAsync(
        ProjectionResource resource, IReadOnlyList<string> accounts, string id, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<ProjectedObject>>([.. Objects.Where(o => o.Id == id && accounts.Contains(o.Account))]);

    Task<IReadOnlyList<DeadLetter>> IDeadLetterQueries.ListAsync(DeadLetterFilter filter, long? before, int limit, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<DeadLetter>>([.. Letters.Take(limit)]);

    Task<DeadLetter?> IDeadLetterQueries.FindAsync(long id, CancellationToken cancellationToken) => Answer(Letters.FirstOrDefault(d => d.Id == id));

    bool IOperations.CanCall(string account) => account == "stripe";

    Task<Operation?> IOperations.FindAsync(string id, CancellationToken cancellationToken) => Answer(Operations.FirstOrDefault(o => o.Id == id));

    Task<OperationAnswer> IOperations.RunAsync(OperationRequest request, OperationPreference preference, CancellationToken cancellationToken)
    {
        (LastOperation, LastPreference) = (request, preference);
        return Answer(new OperationAnswer(AnswerKind, new Operation(
            "op_1", request.Account, request.Name, request.IdempotencyKey, 1, Error: null, DateTimeOffset.UnixEpoch, FinishedAt: null,
            AnswerKind is OperationAnswerKind.Done or OperationAnswerKind.Replayed ? new Outcome(200, "{}"u8.ToArray()) : null), Refusal));
    }

    Task<IReadOnlyList<GapSearchState>> IGapQueries.ListAsync(CancellationToken cancellationToken) => Answer<IReadOnlyList<GapSearchState>>(
        [new GapSearchState("stripe", DateTime.UnixEpoch, DateTime.UnixEpoch, 3, DateTime.UnixEpoch, "RateLimited: wait", DateTime.UnixEpoch)]);

    IReadOnlyList<string> IBackfills.Accounts => ["stripe"];

    Task<(BackfillState Backfill, bool IsNew)> IBackfills.StartAsync(string account, IReadOnlyList<string> kinds, CancellationToken cancellationToken)
    {
        var isNew = Backfill is null;
        Backfill ??= new BackfillState(
            "bf_1", account, BackfillState.Running, Fault: null, DateTime.UnixEpoch, FinishedAt: null, [.. kinds.Select(static kind => new BackfillProgress(kind, "waiting", 0, 0))]);
        return Answer((Backfill, isNew));
    }

    Task<BackfillState?> IBackfills.FindAsync(string id, CancellationToken cancellationToken) => Answer(Backfill?.Id == id ? Backfill : null);

    Task<BackfillState?> IBackfills.CancelAsync(string id, CancellationToken cancellationToken) =>
        Answer(Backfill?.Id == id ? Backfill = Backfill with { State = BackfillState.Cancelled, FinishedAt = DateTime.UnixEpoch } : null);

    Task<ReplayState?> IReplays.StartAsync(ReplayScope scope, CancellationToken cancellationToken)
    {
        LastScope = scope;
        Replay = Replay is not null ? null : new ReplayState(
            "rp_1", ReplayState.Running, scope.Account, scope.Stream, scope.Version, scope.Type, scope.Status, scope.From?.UtcDateTime, DateTime.UnixEpoch, scope.Effects,
            Progress: 0, At: null, 0, 0, 0, 0, 0, 0, Fault: null, DateTime.UnixEpoch, FinishedAt: null);
        return Answer(Replay);
    }

    Task<IReadOnlyList<ReplayState>> IReplays.ListAsync(string? state, string? before, int limit, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<ReplayState>>(Replay is { } one && (state ?? one.State) == one.State ? [one] : []);

    Task<ReplayState?> IReplays.FindAsync(string id, CancellationToken cancellationToken) => Answer(Replay?.Id == id ? Replay : null);

    Task<ReplayState?> IReplays.CancelAsync(string id, CancellationToken cancellationToken) =>
        Answer(Replay?.Id == id ? Replay = Replay with { State = ReplayState.Cancelled, FinishedAt = DateTime.UnixEpoch } : null);

    Task<RebuildState?> IRebuilds.StartAsync(bool dryRun, CancellationToken cancellationToken) => Answer(Rebuild is not null ? null : Rebuild = new RebuildState(
        "rb_1", RebuildState.Running, dryRun, "prepare", Progress: 0, 0, 0, BytesNeeded: null, Tables: null, Fault: null, DateTime.UnixEpoch, SwappedAt: null, FinishedAt: null));

    Task<IReadOnlyList<RebuildState>> IRebuilds.ListAsync(string? before, int limit, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<RebuildState>>(Rebuild is { } one ? [one] : []);

    Task<RebuildState?> IRebuilds.FindAsync(string id, CancellationToken cancellationToken) => Answer(Rebuild?.Id == id ? Rebuild : null);

    Task<RebuildState?> IRebuilds.CancelAsync(string id, CancellationToken cancellationToken) =>
        Answer(Rebuild?.Id == id ? Rebuild = Rebuild with { State = RebuildState.Cancelled, FinishedAt = DateTime.UnixEpoch } : null);

    IReadOnlyList<ProviderAccount> IProviderQueries.Accounts => [new("stripe", "stripe", CanCall: true), new("stripe-eu", "stripe", CanCall: false)];

    Task<ProviderStatus?> IProviderQueries.FindAsync(string account, CancellationToken cancellationToken) => Answer(account != "stripe" ? null : new ProviderStatus(
        "stripe", "stripe", CanCall: true,
        [new ProviderLimit("api", 25, 1_000, 3, 2.5, 1, PausedUntil: null, NearlyUsedUpSince: DateTime.UnixEpoch, Waiting: null, new CallConcurrency(10, 2, 3))], [Circuit]));

    Task<ProviderCircuit?> IProviderQueries.FindCircuitAsync(string account, string endpointClass, CancellationToken cancellationToken) =>
        Answer(account == "stripe" && endpointClass == "api" ? Circuit : null);

    private static SourceView Source { get; } = new(
        "stripe-eu", "stripe", "active", SourceView.FromApi, "/ingest/stripe-eu", "", SourceView.GoOn, HasApiKey: false, DateTime.UnixEpoch, [new SecretView("5f0c1a9e", DateTime.UnixEpoch, null, 3, null, Usable: true)], [], PublicUrl: null);

    Task<IReadOnlyList<SourceView>> ISources.ListAsync(CancellationToken cancellationToken) => Answer<IReadOnlyList<SourceView>>([Source]);

    Task<SourceView?> ISources.FindAsync(string name, CancellationToken cancellationToken) => Answer(name == Source.Name ? Source : null);

    Task<SourceChange> ISources.CreateAsync(NewSource source, CancellationToken cancellationToken)
    {
        LastSource = source;
        return Answer(Change);
    }

    Task<SourceChange> ISources.ChangeAsync(string name, ChangedSource change, CancellationToken cancellationToken)
    {
        LastChange = change;
        return Answer(Change);
    }

    Task<SourceChange> ISources.DeleteAsync(string name, bool force, CancellationToken cancellationToken) =>
        Answer(force ? new SourceChange(SourceOutcome.Done, Source) : Change);

    Task<SourceChange> ISources.AddSecretAsync(string name, string secret, TimeSpan? expireOthersAfter, CancellationToken cancellationToken)
    {
        LastSecret = (secret, expireOthersAfter);
        return Answer(Change);
    }

    Task<SourceChange> ISources.RetireSecretAsync(string name, string fingerprint, CancellationToken cancellationToken) => Answer(Change);

    private SourceChange Change => new(SourceOutcome, SourceOutcome is SourceOutcome.Done ? Source : null);

    Task<KeyStatus> IKeyRing.StatusAsync(CancellationToken cancellationToken) => Answer(Keys);

    Task<KeyRotation> IKeyRing.RotateAsync(CancellationToken cancellationToken) => Answer(new KeyRotation(Rotation, Keys, ["other:1"]));

    /// <summary>The rejected request that there is, of the account 'stripe'.</summary>
    internal RejectedRequest? Rejected { get; set; }

    Task<IReadOnlyList<RejectionSummary>> IRejections.ListAsync(string source, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<RejectionSummary>>(Rejected is { } one && one.Source == source ? [new RejectionSummary(one.Id, one.Source, one.Fault, one.ReceivedAt.UtcDateTime, one.BodyBytes)] : []);

    Task<RejectedRequest?> IRejections.FindAsync(string source, string id, CancellationToken cancellationToken) =>
        Answer(Rejected is { } one && one.Source == source && one.Id == id ? one : null);

    /// <summary>The definition that was stored last.</summary>
    internal ProviderDefinition? LastDefinition { get; private set; }

    Task<bool> IStoredDefinitions.PutAsync(ProviderDefinition definition, CancellationToken cancellationToken)
    {
        LastDefinition = definition;
        return Answer(false);
    }

    Task<bool> IStoredDefinitions.DeleteAsync(string name, CancellationToken cancellationToken) => Answer(false);

    private static KeyStatus Keys => new("0e4bd1c86e1f2a97", "environment", ["0e4bd1c86e1f2a97"], 1, DateTime.UnixEpoch, 0, 2);

    private static ProviderCircuit Circuit => new("api", "open", 1, 3, 0.75, 2, DateTime.UnixEpoch);

    private Task<T> Answer<T>(T answer) => Failure is null ? Task.FromResult(answer) : Task.FromException<T>(Failure);
}
