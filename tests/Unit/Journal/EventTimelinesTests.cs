using Signalbox.Journal;

namespace Signalbox.Tests.Unit.Journal;

/// <summary>What is told of an event's way.</summary>
public sealed class EventTimelinesTests
{
    private static readonly DateTime Start = new(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void AppliedAtOnce_WasReceivedVerifiedAppendedAndApplied()
    {
        var timeline = EventTimelines.Of(Event(EventStatus.Applied), new EventRecords([], null, null, []));

        Assert.Equal("received verified appended applied", Steps(timeline));
        Assert.Equal("5f3a90c1", timeline.VerifiedWith);
        Assert.Equal((Start.AddMilliseconds(5), 1), (timeline.Steps[2].At, timeline.Steps[3].Attempt));
    }

    [Fact]
    public void FailedTwiceGivenUpOnAndReplayed_IsToldInOrder()
    {
        var records = new EventRecords(
            [new EventFault(2, "again", Start.AddSeconds(2)), new EventFault(1, "first", Start.AddSeconds(1))],
            new EventLetter(Start.AddSeconds(2), "replayed", Start.AddSeconds(9)), null, [new EventReplay("rp_2", Start.AddDays(1), true), new EventReplay("rp_1", Start.AddHours(1), false)]);

        var timeline = EventTimelines.Of(Event(EventStatus.Applied), records);

        Assert.Equal("received verified appended attempt_failed attempt_failed dead_letter replayed applied replay replay", Steps(timeline));
        Assert.Equal(["first", "again"], timeline.Steps.Where(static s => s.Error is not null).Select(static s => s.Error));
        Assert.Equal((3, Start.AddSeconds(9)), (timeline.Steps[^3].Attempt, timeline.Steps[^3].At));
        Assert.Equal(["rp_1", "rp_2"], timeline.Steps.TakeLast(2).Select(static s => s.Replay));
    }

    [Fact]
    public void Discarded_WasNeverApplied() => Assert.Equal(
        "received verified appended dead_letter discarded",
        Steps(EventTimelines.Of(Event(EventStatus.Discarded), new EventRecords([], new EventLetter(Start, "discarded", Start.AddSeconds(1)), null, []))));

    [Fact]
    public void Retrying_SaysWhenItIsTriedNext()
    {
        var timeline = EventTimelines.Of(Event(EventStatus.Retrying), new EventRecords([new EventFault(1, "e", Start)], null, Start.AddMinutes(1), []));

        Assert.Equal(new EventStep("waiting", Start.AddMinutes(1)), timeline.Steps[^1]);
    }

    [Fact]
    public void ReplayFailedAtWhatWasApplied_IsNoAttemptOfTheEvent()
    {
        var timeline = EventTimelines.Of(
            Event(EventStatus.Applied), new EventRecords([new EventFault(0, "refused", Start.AddHours(1))], null, null, [new EventReplay("rp_1", Start.AddHours(1), false)]));

        Assert.Equal("received verified appended replay_failed applied replay", Steps(timeline));
        Assert.Equal((null, "refused", 1), (timeline.Steps[3].Attempt, timeline.Steps[3].Error, timeline.Steps[4].Attempt));
    }

    [Fact]
    public void Attempts_BeyondThoseThatAreKept_AreCountedOn() => Assert.Equal(
        1_001,
        EventTimelines.Of(Event(EventStatus.Applied), new EventRecords([.. Enumerable.Range(0, 100).Select(static n => new EventFault(1_000 - n, "e", Start))], null, null, [])).Steps[^1].Attempt);

    [Fact]
    public void Discarded_ReplaysHavePassedOverItSince()
    {
        var records = new EventRecords(
            [], new EventLetter(Start, "discarded", Start.AddHours(2)), null, [new EventReplay("rp_2", Start.AddHours(3), false), new EventReplay("rp_1", Start.AddHours(1), false)]);

        Assert.Equal(["rp_1"], EventTimelines.Of(Event(EventStatus.Discarded), records).Steps.Where(static s => s.Step == "replay").Select(static s => s.Replay));
    }

    private static string Steps(EventTimeline timeline) => string.Join(' ', timeline.Steps.Select(static s => s.Step));

    private static StoredEvent Event(EventStatus status) => new(new EventSummary(
        "evt_1", "stripe", "customer.updated", "stripe/customer/cus_1", 7, $"{(new DateTimeOffset(Start).ToUnixTimeMilliseconds() + 5) << 20}", null, Start, status), "", "{}"u8.ToArray(), "5f3a90c1");
}
