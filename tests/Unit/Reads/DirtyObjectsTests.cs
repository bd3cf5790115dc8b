using Signalbox.Projections;
using Signalbox.Reads;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Reads;

/// <summary>When objects that were signalled are read.</summary>
public sealed class DirtyObjectsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly DirtyObjects _dirty = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

    [Fact]
    public void Signal_IsDueAfterTheDelay()
    {
        Assert.Null(_dirty.NextDue);
        Assert.Equal(SignalFate.Added, Add(1, 0));

        Assert.Equal(At(1), _dirty.NextDue);
        Assert.Empty(_dirty.TakeDue(At(0.9), 9));
        Assert.Equal([Key(1)], _dirty.TakeDue(At(1), 9));
        Assert.Null(_dirty.NextDue);
    }

    [Fact]
    public void Burst_IsOneRead_WhenItFallsSilent()
    {
        Add(1, 0);
        for (var i = 1; i < 50; i++)
        {
            Assert.Equal(SignalFate.Coalesced, Add(1, i * 0.1));
        }

        Assert.Empty(_dirty.TakeDue(At(5), 9));
        Assert.Equal([Key(1)], _dirty.TakeDue(At(5.9), 9));
    }

    [Fact]
    public void SignalsWithoutAnEnd_AreReadAfterTheLongestDelay()
    {
        for (var i = 0; i <= 100; i++)
        {
            Add(1, i * 0.1);
        }

        Assert.Equal(At(10), _dirty.NextDue);
        Assert.Equal([Key(1)], _dirty.TakeDue(At(10), 9));
        Assert.Equal(SignalFate.Added, Add(1, 10.1));
        Assert.Equal(At(11.1), _dirty.NextDue);
    }

    [Fact]
    public void Due_TheLongestWaitingFirst_NoMoreThanAskedFor()
    {
        Add(3, 0.2);
        Add(1, 0);
        Add(2, 0.1);

        Assert.Equal([Key(1), Key(2)], _dirty.TakeDue(At(5), 2));
        Assert.Equal([Key(3)], _dirty.TakeDue(At(5), 2));
    }

    [Fact]
    public void Full_TakesNoFurtherObject()
    {
        for (var i = 0; i < DirtyObjects.Most; i++)
        {
            Assert.Equal(SignalFate.Added, Add(i, 0));
        }

        Assert.Equal(SignalFate.Dropped, Add(DirtyObjects.Most, 0));
        Assert.Equal(SignalFate.Coalesced, Add(0, 1));
        Assert.Equal(DirtyObjects.Most, _dirty.Count);
        _dirty.Clear();
        Assert.Equal(SignalFate.Added, Add(DirtyObjects.Most, 2));
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 1, false)]
    public void Options_TheLongestDelayIsNoShorterThanTheDelay(int delay, int longest, bool isValid) => Assert.Equal(
        isValid,
        new ReadOptionsRules().Validate(name: null, new ReadOptions { Delay = TimeSpan.FromSeconds(delay), LongestDelay = TimeSpan.FromSeconds(longest) }).Succeeded);

    private static ObjectKey Key(int i) => new(ProjectionTable.Customers, $"cus_{i}");

    private static DateTimeOffset At(double seconds) => Start + TimeSpan.FromSeconds(seconds);

    private SignalFate Add(int i, double seconds) => _dirty.Add(Key(i), At(seconds));
}
