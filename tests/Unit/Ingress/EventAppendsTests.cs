using Signalbox.Ingress;
using Signalbox.Journal;
using Signalbox.Providers;

namespace Signalbox.Tests.Unit.Ingress;

/// <summary>Requests of many events against a queue that holds fewer.</summary>
public sealed class EventAppendsTests
{
    private const int Room = 300;

    private readonly BoundedJournal _journal = new(Room);

    [Theory]
    [InlineData(0, AppendOutcome.Appended)]
    [InlineData(1, AppendOutcome.Appended)]
    [InlineData(256, AppendOutcome.Appended)]
    [InlineData(5_000, AppendOutcome.Appended)]
    [InlineData(10_000, AppendOutcome.Appended)]
    public async Task AppendAll_MoreThanTheQueueHolds_GetsIn(int events, AppendOutcome outcome)
    {
        Assert.Equal(outcome, await AppendAsync(events));

        Assert.Equal(Enumerable.Range(0, events).Select(static i => $"e{i}"), _journal.OnDisk);
    }

    [Fact]
    public async Task AppendAll_OnceMore_IsADuplicate()
    {
        await AppendAsync(1_000);

        Assert.Equal(AppendOutcome.Duplicate, await AppendAsync(1_000));
        Assert.Equal(AppendOutcome.Appended, await AppendAsync(1_001));
    }

    [Theory]
    [InlineData(AppendOutcome.Full)]
    [InlineData(AppendOutcome.Unavailable)]
    public async Task AppendAll_ASliceIsRefused_IsTheLast(AppendOutcome refusal)
    {
        _journal.RefuseAfter(EventAppends.SliceEvents + 10, refusal);

        Assert.Equal(refusal, await AppendAsync(5_000));

        Assert.Equal(2 * EventAppends.SliceEvents, _journal.Offered);
    }

    private async Task<AppendOutcome> AppendAsync(int count)
    {
        var events = Enumerable.Range(0, count)
            .Select(static i => new WebhookEvent(new EventEnvelope($"e{i}", "a.b", 0, Livemode: true, "endpoint", "main"), default)).ToList();
        var appended = _journal.AppendAllAsync(new VerifiedRequest("acme", DateTimeOffset.UnixEpoch, string.Empty, "00000000"), events);
        while (!appended.IsCompleted)
        {
            _journal.Commit();
            await Task.Yield();
        }

        return await appended;
    }

    /// <summary>Holds so many events until they are committed, as a lane does.</summary>
    private sealed class BoundedJournal(int room) : IJournal
    {
        private readonly Lock _lock = new();
        private readonly List<(string Id, TaskCompletionSource<AppendOutcome> Done)> _waiting = [];
        private readonly HashSet<string> _known = new(StringComparer.Ordinal);
        private int _accepts = int.MaxValue;
        private AppendOutcome _refusal;

        public bool IsFull => false;

        internal List<string> OnDisk { get; } = [];

        internal int Offered { get; private set; }

        public ValueTask<AppendOutcome> AppendAsync(IncomingEvent incoming, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                if (++Offered > _accepts)
                {
                    return ValueTask.FromResult(_refusal);
                }

                if (_waiting.Count == room)
                {
                    return ValueTask.FromResult(AppendOutcome.Full);
                }

                var done = new TaskCompletionSource<AppendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add((incoming.EventId, done));
                return new ValueTask<AppendOutcome>(done.Task);
            }
        }

        internal void RefuseAfter(int events, AppendOutcome refusal) => (_accepts, _refusal) = (events, refusal);

        internal void Commit()
        {
            lock (_lock)
            {
                foreach (var (id, done) in _waiting)
                {
                    var isNew = _known.Add(id);
                    if (isNew)
                    {
                        OnDisk.Add(id);
                    }

                    done.SetResult(isNew ? AppendOutcome.Appended : AppendOutcome.Duplicate);
                }

                _waiting.Clear();
            }
        }
    }
}
