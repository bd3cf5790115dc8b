using Signalbox.Calls;

namespace Signalbox.Tests.Unit.Calls;

public sealed class PermitQueueTests
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(100);
    private readonly PermitQueue<string> _queue = new(capacity: 2);

    [Fact]
    public void Serve_FirstComeFirstServedWithinAPriority()
    {
        _queue.Join(PermitPriority.Bulk, 0, Late, "bulk 1");
        _queue.Join(PermitPriority.Interactive, 0, Late, "interactive");
        _queue.Join(PermitPriority.Bulk, 0, Late, "bulk 2");

        Assert.Equal("bulk 1", _queue.Serve(PermitPriority.Bulk).Item);
        Assert.Equal("bulk 2", _queue.Serve(PermitPriority.Bulk).Item);
        Assert.Equal(new PermitCounts(1, 0, 0), _queue.Counts);
        Assert.Throws<InvalidOperationException>(() => _queue.Serve(PermitPriority.Bulk));
    }

    [Fact]
    public void Join_PriorityFull_IsRefusedAndOthersAreNot()
    {
        Assert.NotNull(_queue.Join(PermitPriority.Bulk, 0, Late, "bulk 1"));
        Assert.NotNull(_queue.Join(PermitPriority.Bulk, 0, Late, "bulk 2"));
        Assert.Null(_queue.Join(PermitPriority.Bulk, 0, Late, "bulk 3"));
        Assert.NotNull(_queue.Join(PermitPriority.Refresh, 0, Late, "refresh"));
        Assert.Equal(new PermitCounts(0, 1, 2), _queue.Counts);
    }

    [Fact]
    public void Ahead_CountsTheSamePriorityAndHigherOnes()
    {
        _queue.Join(PermitPriority.Bulk, 0, Late, "bulk");
        _queue.Join(PermitPriority.Refresh, 0, Late, "refresh");

        Assert.Equal(0, _queue.Ahead(PermitPriority.Interactive));
        Assert.Equal(1, _queue.Ahead(PermitPriority.Refresh));
        Assert.Equal(2, _queue.Ahead(PermitPriority.Bulk));
    }

    [Fact]
    public void Expire_TakesOutThoseWhoseDeadlineHasCome()
    {
        _queue.Join(PermitPriority.Bulk, 0, TimeSpan.FromSeconds(3), "3");
        _queue.Join(PermitPriority.Refresh, 0, TimeSpan.FromSeconds(1), "1");
        _queue.Join(PermitPriority.Bulk, 0, TimeSpan.FromSeconds(2), "2");

        Assert.Equal(TimeSpan.FromSeconds(1), _queue.NextDeadline);
        Assert.Empty(_queue.Expire(TimeSpan.FromSeconds(0.9)));
        Assert.Equal(["1", "2"], _queue.Expire(TimeSpan.FromSeconds(2)).Select(static w => w.Item));
        Assert.Equal(TimeSpan.FromSeconds(3), _queue.NextDeadline);
        Assert.Single(_queue.Expire(TimeSpan.FromSeconds(3)));
        Assert.True(_queue.IsEmpty);
        Assert.Equal(TimeSpan.MaxValue, _queue.NextDeadline);
    }

    [Fact]
    public void Leave_ServedBefore_ChangesNothing()
    {
        var first = _queue.Join(PermitPriority.Bulk, 0, Late, "1")!;
        var second = _queue.Join(PermitPriority.Bulk, 0, Late, "2")!;
        _queue.Serve(PermitPriority.Bulk);

        PermitQueue<string>.Leave(first);
        Assert.Equal(1, _queue.Counts.Bulk);
        PermitQueue<string>.Leave(second);
        Assert.True(_queue.IsEmpty);
    }
}
