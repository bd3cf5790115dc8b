using Microsoft.Extensions.Logging.Abstractions;
using Signalbox.Deliveries;
using Signalbox.Destinations;
using Signalbox.Feed;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Publishing;

namespace Signalbox.Tests.Storage.Deliveries;

/// <summary>What is answered to people who care for deliveries.</summary>
public sealed class DeliveryCareTests : IAsyncLifetime
{
    private readonly DestinationDirectory _destinations = new();
    private readonly OwnEvents _own = new();
    private ProcessWakes _wakes = null!;
    private DeliveryBench _bench = null!;
    private DeliveryCare _care = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await DeliveryBench.StartAsync();
        await _bench.DestinationAsync("dst_1");
        await _bench.Store.AcquireAsync(1, default);
        Know(isEnabled: true);
        var gate = new DatabaseGate();
        gate.Open("test");
        _wakes = new ProcessWakes(new HotConnections(_bench.Database.ConnectionString), gate, TimeProvider.System, NullLogger<ProcessWakes>.Instance);
        var source = _bench.Database.DataSource;
        _care = new DeliveryCare(
            new DeliveryChanges(source), new DeliveryResending(new OutboxPages(source), source), new PostgresDeliveryQueries(source, new HeldLeases(TimeProvider.System), grains: null),
            _destinations, _own, new DeliveryCalls(_wakes, local: null), NullLogger<DeliveryCare>.Instance);
    }

    public ValueTask DisposeAsync()
    {
        _wakes.Dispose();
        return _bench.DisposeAsync();
    }

    [Theory]
    [InlineData(0, DeliveryOutcomeKind.Done, "waiting")]
    [InlineData(1, DeliveryOutcomeKind.Done, "retrying")]
    [InlineData(2, DeliveryOutcomeKind.WrongState, "parked")]
    [InlineData(3, DeliveryOutcomeKind.Done, "retrying")]
    [InlineData(4, DeliveryOutcomeKind.Done, "retrying")]
    internal async Task Retry_AnswersWithWhatItIsNow(int state, DeliveryOutcomeKind outcome, string status)
    {
        var answer = await _care.RetryAsync(await MadeAsync(state), default);
        Assert.Equal((outcome, status), (answer.Outcome, answer.Delivery!.Status));
    }

    [Theory]
    [InlineData(0, DeliveryOutcomeKind.WrongState, "waiting")]
    [InlineData(3, DeliveryOutcomeKind.Done, "discarded")]
    [InlineData(4, DeliveryOutcomeKind.Done, "discarded")]
    internal async Task Discard_AnswersWithWhatItIsNow(int state, DeliveryOutcomeKind outcome, string status)
    {
        var answer = await _care.DiscardAsync(await MadeAsync(state), default);
        Assert.Equal((outcome, status), (answer.Outcome, answer.Delivery!.Status));
    }

    [Fact]
    public async Task WhatIsNotThere_IsUnknown()
    {
        Assert.Equal(DeliveryOutcomeKind.Unknown, (await _care.RetryAsync(new DeliveryKey(1, 1), default)).Outcome);
        Assert.Equal(DeliveryOutcomeKind.Unknown, (await _care.DiscardAsync(new DeliveryKey(1, 1), default)).Outcome);
        Assert.Null(await _care.RecoverAsync("dst_9", DateTimeOffset.UnixEpoch, default));
        Assert.Equal(ResendOutcome.Unknown, (await _care.ResendAsync("dst_9", Range, default)).Outcome);
        Assert.Equal(TestOutcome.Unknown, (await _care.TestAsync("dst_9", default)).Outcome);
    }

    [Fact]
    public async Task Disabled_NothingIsSentToIt()
    {
        Know(isEnabled: false);
        Assert.Equal(ResendOutcome.Disabled, (await _care.ResendAsync("dst_1", Range, default)).Outcome);
        Assert.Equal(TestOutcome.Disabled, (await _care.TestAsync("dst_1", default)).Outcome);
        Assert.Empty(_own.Published);
    }

    [Fact]
    public async Task RecoverAndResend_OfWhatIsThere()
    {
        await MadeAsync(4);
        Assert.Equal(new RecoveryReport(1, More: false), await _care.RecoverAsync("dst_1", DateTimeOffset.UnixEpoch, default));
        Assert.Equal(1, (await _care.ResendAsync("dst_1", Range, default)).Report!.Resent);
        Assert.Equal(["1:1:0", "1:0:0"], await _bench.RowsAsync());
    }

    [Fact]
    public async Task Test_IsAnEventInTheDestinationsStream_NewEachTime()
    {
        var (first, second) = (await _care.TestAsync("dst_1", default), await _care.TestAsync("dst_1", default));

        Assert.Equal((TestOutcome.Done, TestOutcome.Done), (first.Outcome, second.Outcome));
        Assert.NotEqual(first.Event, second.Event);
        Assert.Equal([("destination.test", "destinations/dst_1", first.Event!), ("destination.test", "destinations/dst_1", second.Event!)], _own.Published);
        _own.Outcome = AppendOutcome.Full;
        Assert.Equal(TestOutcome.Unavailable, (await _care.TestAsync("dst_1", default)).Outcome);
    }

    private static ResendRange Range { get; } = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200), [], After: null);

    private void Know(bool isEnabled) => _destinations.Replace([new Destination
    {
        Id = "dst_1", Number = 1, Url = new Uri("https://hooks.example.com/"), Match = new DestinationMatch("dst_1", tenant: null, [], [], fields: null), IsEnabled = isEnabled,
    }]);

    private async Task<DeliveryKey> MadeAsync(int state)
    {
        _bench.Apply("stripe/customer/cus_1", 1, 1);
        await _bench.Database.ExecuteAsync($"UPDATE deliveries SET state = {state}, changed_at = now(), due_at = CASE WHEN {state} = 1 THEN now() + interval '1 hour' END");
        return new DeliveryKey(1, (long)(await _bench.Database.ScalarAsync("SELECT seq FROM deliveries"))!);
    }

    private sealed class OwnEvents : IOwnEvents
    {
        internal List<(string Type, string Stream, string Id)> Published { get; } = [];

        internal AppendOutcome Outcome { get; set; } = AppendOutcome.Appended;

        public Task<AppendOutcome> PublishAsync(string type, string stream, string id, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            Published.Add((type, stream, id));
            return Task.FromResult(Outcome);
        }
    }
}
