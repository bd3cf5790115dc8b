using System.Collections.Concurrent;
using Signalbox.Operations;
using Signalbox.Projections;
using Signalbox.Streams;
using Signalbox.Tests.Grain.Reads;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Streams;

/// <summary>Operations take turns with the events of their stream, and with each other.</summary>
public sealed class OperationTurnTests
{
    private const string Stream = "stripe/customer/cus_1";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ManualTimeProvider _time = new();
    private readonly FakeJournal _journal;
    private readonly Provider _provider = new();

    public OperationTurnTests() => _journal = new FakeJournal(_time);

    [Fact]
    public async Task Operate_WhileItIsUnderWay_EventsWaitAndAreAppliedAfterIt()
    {
        await using var host = await StartAsync();
        var operation = OperateAsync(host, "op_1");
        await _provider.UntilAskedAsync("op_1");

        host.Offer(_journal.Append(Stream, new FakeEvent("cus_1")));

        // The next call is answered after the offer has begun.
        Assert.Equal(OperationState.InLine, (await host.Grain(Stream).OperateAsync(Attempt("op_2"), TimeSpan.Zero, default)).State);
        Assert.Equal(0, Applied());
        _provider.Answer("op_1");
        await host.UntilIdleAsync();
        Assert.Equal(OperationState.Finished, (await operation).State);
        Assert.Equal(1, Applied());
    }

    [Fact]
    public async Task Operate_SeveralAtOnce_OneAfterTheOther_AndAnEventWaitsForOneOfThemOnly()
    {
        await using var host = await StartAsync();
        var first = OperateAsync(host, "op_1");
        await _provider.UntilAskedAsync("op_1");
        host.Offer(_journal.Append(Stream, new FakeEvent("cus_1")));
        var others = new[] { OperateAsync(host, "op_2"), OperateAsync(host, "op_3") };

        _provider.Answer("op_1");
        await first;
        await _journal.UntilAsync(Stream, static s => s.Applied == 1, "the event is applied");

        Assert.True(_provider.MostAtOnce == 1 && !others.All(static o => o.IsCompleted), "The event was applied after all operations, or beside them.");
        _provider.Answer("op_2");
        _provider.Answer("op_3");
        Assert.All(await Task.WhenAll(others), static r => Assert.Equal(OperationState.Finished, r.State));
        Assert.Equal(1, _provider.MostAtOnce);
    }

    [Fact]
    public async Task Operate_WhoseTurnDoesNotCome_SendsNothingAndLeavesItsPlace()
    {
        await using var host = await StartAsync();
        var first = OperateAsync(host, "op_1");
        await _provider.UntilAskedAsync("op_1");
        var second = OperateAsync(host, "op_2");

        while (!second.IsCompleted)
        {
            _time.Advance(Patience);
            await Task.Yield();
        }

        Assert.Equal((OperationState.InLine, 503), ((await second).State, (await second).Status));
        _provider.Answer("op_1");
        await first;
        var third = OperateAsync(host, "op_3");
        _provider.Answer("op_3");
        Assert.Equal(OperationState.Finished, (await third).State);
        Assert.Equal(["op_1", "op_3"], _provider.Asked);
    }

    [Fact]
    public async Task Operate_ThatLeavesAnObjectStale_HasItRead()
    {
        var payment = new ObjectKey(ProjectionTable.PaymentIntents, "pi_1");
        var objects = new FakeObjects();
        await objects.SeeAsync(new StreamCommit(Stream, 0, 1, []) { Signals = [new ObjectSignal(StreamKey.Parse(Stream), payment, Copy: null)] });
        _provider.Stale = payment;
        await using var host = await StreamHost.StartAsync(_journal, time: _time, objects: objects, canRead: true, operations: _provider);

        var operation = OperateAsync(host, "op_1");
        _provider.Answer("op_1");
        await operation;
        var read = objects.UntilAsync(o => !o.IsProvisional(payment), "the payment is read");
        while (!read.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await read;
        Assert.Equal([payment], objects.Reads.Select(static r => r.Key));
    }

    [Fact]
    public async Task Operate_ThatFails_GivesItsTurnBack()
    {
        await using var host = await StartAsync();
        var failed = OperateAsync(host, "op_1");
        _provider.Fail("op_1");
        await Assert.ThrowsAsync<InvalidOperationException>(() => failed);

        host.Offer(_journal.Append(Stream, new FakeEvent("cus_1")));
        await host.UntilIdleAsync();

        Assert.Equal(1, Applied());
    }

    [Fact]
    public async Task Operate_OnTwoStreams_NoneWaitsForTheOther()
    {
        await using var host = await StartAsync();
        var first = OperateAsync(host, "op_1");
        await _provider.UntilAskedAsync("op_1");

        var other = host.Grain("stripe/subscription/sub_1").OperateAsync(Attempt("op_2"), Patience, default);
        _provider.Answer("op_2");

        Assert.Equal(OperationState.Finished, (await other).State);
        _provider.Answer("op_1");
        await first;
    }

    private static Task<OperationResult> OperateAsync(StreamHost host, string id) => host.Grain(Stream).OperateAsync(Attempt(id), Patience, default);

    private static OperationAttempt Attempt(string id) => new(id, "stripe", "payments.create", 1, DateTimeOffset.UnixEpoch, "{}"u8.ToArray());

    private Task<StreamHost> StartAsync() => StreamHost.StartAsync(_journal, time: _time, operations: _provider);

    private long Applied() => _journal.Look(Stream, static s => s.Applied);

    /// <summary>Answers when it is told to.</summary>
    private sealed class Provider : IOperationAttempts
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource> _answers = new();
        private readonly ConcurrentQueue<string> _asked = new();
        private readonly Signals _signals = new();
        private int _atOnce;

        internal int MostAtOnce { get; private set; }

        /// <summary>What every operation leaves to be read.</summary>
        internal ObjectKey? Stale { get; set; }

        internal IEnumerable<string> Asked => _asked;

        public async Task<OperationResult> RunAsync(OperationAttempt attempt, Action<ObjectKey> onStale)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _atOnce));
            _asked.Enqueue(attempt.Id);
            _signals.Changed();
            try
            {
                await Of(attempt.Id).Task;
                if (Stale is { } key)
                {
                    onStale(key);
                }

                return OperationResult.Finished(200, "{}"u8.ToArray());
            }
            finally
            {
                Interlocked.Decrement(ref _atOnce);
            }
        }

        internal void Answer(string id) => Of(id).SetResult();

        internal void Fail(string id) => Of(id).SetException(new InvalidOperationException("The provider's client failed."));

        internal Task UntilAskedAsync(string id) => _signals.UntilAsync(() => _asked.Contains(id), () => $"{id} has not come to its turn; {string.Join(", ", _asked)} have.");

        private TaskCompletionSource Of(string id) => _answers.GetOrAdd(id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
