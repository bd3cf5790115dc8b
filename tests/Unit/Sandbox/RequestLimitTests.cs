using Signalbox.Sandbox.Requests;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Unit.Sandbox;

public sealed class RequestLimitTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Refuses_AnySequence_AdmitsAtMostTheLimitInEveryWindow()
    {
        var limit = new RequestLimit(_time) { Rule = new RequestLimitRule(10, TimeSpan.FromSeconds(1), RetryAfterSeconds: 1) };
        var log = new RequestLog(_time);
        var random = new Random(7);
        for (var i = 0; i < 5000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(random.Next(0, 60)));
            if (limit.Refuses() is null)
            {
                log.Arrived($"req_{i}", "GET", "/v1/customers", idempotencyKey: null);
            }
        }

        var admitted = log.Since(DateTimeOffset.UnixEpoch, path: null);
        Assert.Equal(10, RequestLog.MostWithin(admitted, TimeSpan.FromSeconds(1)));
        Assert.InRange(admitted.Length, 1000, 1500);
    }

    [Fact]
    public void MostWithin_ArrivalsAtTheWindowsEnds_AreNotBothInIt()
    {
        var log = new RequestLog(_time);
        log.Arrived("req_1", "GET", "/v1/a", idempotencyKey: null);
        _time.Advance(TimeSpan.FromSeconds(1));
        log.Arrived("req_2", "GET", "/v1/a", idempotencyKey: null);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        log.Arrived("req_3", "GET", "/v1/b", idempotencyKey: null);

        Assert.Equal(2, RequestLog.MostWithin(log.Since(DateTimeOffset.UnixEpoch, path: null), TimeSpan.FromSeconds(1)));
        Assert.Equal(["req_1", "req_2"], log.Since(DateTimeOffset.UnixEpoch, "/v1/a").Select(static one => one.RequestId));
        Assert.Equal(["req_3"], log.Since(_time.GetUtcNow(), path: null).Select(static one => one.RequestId));
    }

    [Fact]
    public void Keys_ReleasedAndClaimedAgain_OutliveTheFirstClaim()
    {
        var keys = new IdempotencyKeys(_time);
        keys.Claim("key", "request", "req_1");
        keys.Release("key");
        _time.Advance(TimeSpan.FromHours(23));
        Assert.IsType<KeyClaim.Claimed>(keys.Claim("key", "request", "req_2"));
        keys.Complete("key", new Answer(200, []));
        _time.Advance(TimeSpan.FromHours(2));

        Assert.Equal("req_2", Assert.IsType<KeyClaim.Replay>(keys.Claim("key", "request", "req_3")).RequestId);
        Assert.IsType<KeyClaim.OtherRequest>(keys.Claim("key", "another", "req_4"));
    }
}
