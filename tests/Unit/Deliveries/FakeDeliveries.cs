using Signalbox.Deliveries;

namespace Signalbox.Tests.Unit.Deliveries;

/// <summary>One delivery of one destination, in memory: keeps what it was asked.</summary>
internal sealed class FakeDeliveries : IDeliveryQueries, IDeliveryCare
{
    internal const string Destination = "dst_1";

    internal static readonly DeliveryKey Key = new(7, 1_857_203_476_234_240_001);

    internal static readonly DeliveryView View = new(
        Key.ToString(), Destination, DeliveryStatusNames.Dead, "msg_19c60d8f2ac00007", "evt_1", "customer.updated", "stripe/customer/cus_1", DateTime.UnixEpoch, 8, null, DateTime.UnixEpoch, "status");

    private static readonly AttemptView Attempt = new(View.Id, View.Message, 8, DateTime.UnixEpoch, "status", 500, 12, null, "The answer was 500.", "no");

    internal DeliveryOutcomeKind Outcome { get; set; } = DeliveryOutcomeKind.Done;

    internal ResendOutcome Resending { get; set; } = ResendOutcome.Done;

    internal TestOutcome Testing { get; set; } = TestOutcome.Done;

    internal DeliveryFilter? LastFilter { get; private set; }

    internal DeliveryKey? LastBefore { get; private set; }

    internal (string? Result, AttemptKey? Before) LastAttempts { get; private set; }

    internal DateTimeOffset? LastSince { get; private set; }

    internal ResendRange? LastRange { get; private set; }

    internal void Reset() => (Outcome, Resending, Testing, LastFilter, LastBefore, LastSince, LastRange) = (DeliveryOutcomeKind.Done, ResendOutcome.Done, TestOutcome.Done, null, null, null, null);

    public Task<DeliverySlice> ListAsync(DeliveryFilter filter, DeliveryKey? before, int limit, CancellationToken cancellationToken)
    {
        (LastFilter, LastBefore) = (filter, before);
        return Task.FromResult(before is null ? new DeliverySlice([View], Key) : new DeliverySlice([], null));
    }

    public Task<DeliveryDetail?> FindAsync(DeliveryKey key, CancellationToken cancellationToken) => Task.FromResult(key == Key ? new DeliveryDetail(View, [Attempt]) : null);

    public Task<AttemptSlice?> AttemptsAsync(string destination, string? result, AttemptKey? before, int limit, CancellationToken cancellationToken)
    {
        LastAttempts = (result, before);
        return Task.FromResult(destination == Destination ? new AttemptSlice([Attempt], before is null ? new AttemptKey(Key.Seq, 8) : null) : null);
    }

    public Task<DestinationHealth?> HealthAsync(string destination, CancellationToken cancellationToken) => Task.FromResult(destination != Destination ? null : new DestinationHealth(
        destination, "active", 4, 0.25, 12, 12, new Dictionary<string, long> { ["delivered"] = 1, ["address_refused"] = 3 }, 1, 0, 0, 0, 1, null, null, null, 0, null, null, null, HasOwner: false, null, null));

    public Task<DeliveryAnswer> RetryAsync(DeliveryKey key, CancellationToken cancellationToken) => AnswerAsync(key, View with { Status = DeliveryStatusNames.Retrying });

    public Task<DeliveryAnswer> DiscardAsync(DeliveryKey key, CancellationToken cancellationToken) => AnswerAsync(key, View with { Status = DeliveryStatusNames.Discarded });

    public Task<RecoveryReport?> RecoverAsync(string destination, DateTimeOffset since, CancellationToken cancellationToken)
    {
        LastSince = since;
        return Task.FromResult(destination == Destination ? new RecoveryReport(3, More: false) : null);
    }

    public Task<ResendAnswer> ResendAsync(string destination, ResendRange range, CancellationToken cancellationToken)
    {
        LastRange = range;
        return Task.FromResult(new ResendAnswer(Resending, new ResendReport(2, 5, range.After is null ? 42 : null)));
    }

    public Task<TestAnswer> TestAsync(string destination, CancellationToken cancellationToken) => Task.FromResult(new TestAnswer(Testing, "destination.test:1"));

    private Task<DeliveryAnswer> AnswerAsync(DeliveryKey key, DeliveryView done) => Task.FromResult(
        key != Key ? new DeliveryAnswer(DeliveryOutcomeKind.Unknown, null) : new DeliveryAnswer(Outcome, Outcome is DeliveryOutcomeKind.Done ? done : View));
}
