using System.Text;
using Signalbox.Operations;
using Signalbox.Tests.Storage.Secrets;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Operations;

/// <summary>Operations as rows: one for each key, one outcome each.</summary>
public sealed class OperationStoreTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly Outcome Paid = new(200, "{}"u8.ToArray());

    private TestDatabase _database = null!;
    private PostgresOperationStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _store = new PostgresOperationStore(_database.DataSource, new KeyProcess(_database).Vault);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Begin_OfOneKeyByManyAtOnce_IsNewToOne()
    {
        var begun = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => _store.BeginAsync($"op_{i}", Request(), stream: null, Lease, default)));

        Assert.Single(begun, static b => b.IsNew);
        Assert.Single(begun.Select(static b => b.Operation.Shown.Id).Distinct());
        Assert.All(begun, static b => Assert.Equal(OperationAnswerKind.Running, b.Operation.Answer(StoredOperation.HashOf(Request()))));
    }

    [Fact]
    public async Task Begin_OfAKeyInUse_TellsWhetherTheRequestIsTheSame()
    {
        await _store.BeginAsync("op_1", Request(), stream: null, Lease, default);
        await _store.FinishAsync("op_1", 1, Paid, default);

        var (same, _) = await _store.BeginAsync("op_2", Request(), stream: null, Lease, default);

        Assert.Equal(OperationAnswerKind.Replayed, same.Answer(StoredOperation.HashOf(Request())));
        Assert.Equal(OperationAnswerKind.Conflict, same.Answer(StoredOperation.HashOf(Request(body: """{"amount":2}"""))));
        Assert.Equal(OperationAnswerKind.Conflict, same.Answer(StoredOperation.HashOf(Request() with { Name = "refunds.create" })));
        Assert.True((await _store.BeginAsync("op_3", Request() with { Account = "other" }, stream: null, Lease, default)).IsNew);
    }

    [Fact]
    public async Task Claim_WhileTheLeaseLasts_FindsNothingAndAfterItOneTakerEach()
    {
        await _store.BeginAsync("op_1", Request("a"), stream: null, Lease, default);
        await _store.BeginAsync("op_2", Request("b"), stream: null, TimeSpan.Zero, default);

        var claimed = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _store.ClaimDueAsync(10, Lease, [], default)));

        Assert.Equal(["op_2"], claimed.SelectMany(static c => c).Select(static o => o.Shown.Id));
        await _database.ExecuteAsync("UPDATE operations SET due_at = now() - interval '1 second'");
        Assert.Equal([("op_1", 2), ("op_2", 2)], (await _store.ClaimDueAsync(10, Lease, [], default)).Select(static o => (o.Shown.Id, o.Shown.Attempts)).Order());
    }

    [Fact]
    public async Task Finish_ByAnAttemptThatIsNotTheLatest_ChangesNothing()
    {
        await _store.BeginAsync("op_1", Request(), stream: null, TimeSpan.Zero, default);
        await _store.ClaimDueAsync(1, TimeSpan.Zero, [], default);
        await _store.ClaimDueAsync(1, Lease, [], default);

        Assert.False(await _store.FinishAsync("op_1", 1, new Outcome(402, "{}"u8.ToArray()), default));
        await _store.PostponeAsync("op_1", 1, AttemptReach.Provider, "late", TimeSpan.Zero, default);
        Assert.Empty(await _store.ClaimDueAsync(1, Lease, [], default));
        Assert.True(await _store.FinishAsync("op_1", 2, Paid, default));
        Assert.False(await _store.FinishAsync("op_1", 2, Paid, default));
        Assert.Equal(200, (await _store.FindAsync("op_1", default))!.Outcome!.Status);
    }

    [Fact]
    public async Task Release_OfAFirstAttempt_FreesItsKeyAndOfNoOther()
    {
        await _store.BeginAsync("op_1", Request("a"), stream: null, Lease, default);
        await _store.BeginAsync("op_2", Request("b"), stream: null, TimeSpan.Zero, default);
        await _store.BeginAsync("op_3", Request("c"), stream: null, Lease, default);
        await _store.FinishAsync("op_3", 1, Paid, default);
        await _store.ClaimDueAsync(1, TimeSpan.Zero, [], default);
        await _store.ClaimDueAsync(1, Lease, [], default);

        Assert.True(await _store.ReleaseAsync("op_1", 1, default));
        Assert.False(await _store.ReleaseAsync("op_1", 1, default));
        Assert.False(await _store.ReleaseAsync("op_2", 1, default));
        Assert.False(await _store.ReleaseAsync("op_2", 2, default));
        Assert.False(await _store.ReleaseAsync("op_3", 1, default));
        Assert.Null(await _store.FindAsync("op_1", default));
        Assert.True((await _store.BeginAsync("op_4", Request("a"), stream: null, Lease, default)).IsNew);
    }

    [Fact]
    public async Task Postpone_TellsWhatMayHaveBeenSent()
    {
        await _store.BeginAsync("op_1", Request(), stream: null, TimeSpan.Zero, default);
        Assert.Equal((1, false), await NextAsync());
        await _store.PostponeAsync("op_1", 1, AttemptReach.NotSent, "open", TimeSpan.Zero, default);
        Assert.Equal((2, false), await NextAsync());
        await _store.PostponeAsync("op_1", 2, AttemptReach.InLine, "waits", TimeSpan.Zero, default);
        Assert.Equal((2, false), await NextAsync());
        await _store.PostponeAsync("op_1", 2, AttemptReach.Provider, "lost", TimeSpan.Zero, default);
        Assert.Equal((3, true), await NextAsync());
        await _store.PostponeAsync("op_1", 3, AttemptReach.NotSent, "open", TimeSpan.Zero, default);
        Assert.Equal((4, true), await NextAsync());

        async Task<(int, bool)> NextAsync()
        {
            var attempt = Assert.Single(await _store.ClaimDueAsync(1, Lease, [], default)).ToAttempt();
            return (attempt.Number, attempt.MayHaveBeenSent);
        }
    }

    [Fact]
    public async Task Claim_AfterAProcessDiedInItsFirstAttempt_MayHaveBeenSent()
    {
        var (begun, _) = await _store.BeginAsync("op_1", Request(), stream: null, Lease, default);
        await _database.ExecuteAsync("UPDATE operations SET due_at = now() - interval '1 second'");

        Assert.False(begun.ToAttempt().MayHaveBeenSent);
        Assert.True(Assert.Single(await _store.ClaimDueAsync(1, Lease, [], default)).ToAttempt().MayHaveBeenSent);
    }

    [Fact]
    public async Task Claim_OneOfEachStreamInItsOrder_AndNoneOfThoseThatAreBusy()
    {
        foreach (var (id, stream) in new[] { ("op_1", "a"), ("op_2", "a"), ("op_3", "a"), ("op_4", "b"), ("op_5", null), ("op_6", (string?)null), ("op_7", "c") })
        {
            await _store.BeginAsync(id, Request(id), stream, TimeSpan.Zero, default);
        }

        Assert.Equal(["op_1", "op_4", "op_5", "op_6"], await ClaimAsync("c"));
        Assert.Equal(["op_7"], await ClaimAsync("a", "b"));
        Assert.Empty(await ClaimAsync("a"));
        Assert.Equal(["op_2"], await ClaimAsync("b"));

        async Task<IEnumerable<string>> ClaimAsync(params string[] busy) =>
            (await _store.ClaimDueAsync(10, Lease, busy, default)).Select(static o => o.Shown.Id).Order();
    }

    [Fact]
    public async Task Resolve_OfTheLatestAttempt_StaysAsItWasFirst()
    {
        await _store.BeginAsync("op_1", Request(), stream: null, TimeSpan.Zero, default);
        await _store.ClaimDueAsync(1, TimeSpan.Zero, [], default);

        Assert.Equal("si_1", await _store.ResolveAsync("op_1", 1, "si_1", default));
        var attempt = Assert.Single(await _store.ClaimDueAsync(1, Lease, [], default)).ToAttempt();
        Assert.Equal("si_1", attempt.Resolved);
        Assert.Null(await _store.ResolveAsync("op_1", 1, "si_2", default));
        Assert.Equal("si_1", await _store.ResolveAsync("op_1", 2, "si_2", default));
    }

    [Fact]
    public async Task Forget_OnlyWhatWasFinishedLongAgo()
    {
        foreach (var id in new[] { "op_1", "op_2", "op_3" })
        {
            await _store.BeginAsync(id, Request(id), stream: null, Lease, default);
        }

        await _store.FinishAsync("op_1", 1, Paid, default);
        await _store.FinishAsync("op_2", 1, Paid, default);
        await _database.ExecuteAsync("UPDATE operations SET finished_at = now() - interval '31 days' WHERE id = 'op_1'; UPDATE operations SET created_at = now() - interval '31 days' WHERE id = 'op_3'");

        Assert.Equal(1, await _store.ForgetAsync(TimeSpan.FromDays(30), 100, default));
        Assert.Equal(["op_2", "op_3"], await _database.ListAsync("SELECT id FROM operations ORDER BY id"));
    }

    private static OperationRequest Request(string key = "order-1", string body = """{"amount":1}""") =>
        new("stripe", "payments.create", key, "key:00000000", Encoding.UTF8.GetBytes(body));
}
