using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Streams;

public sealed class StreamObjectsTests
{
    [Fact]
    public void Trim_MoreThanMost_ForgetsTheLeastRecentlyTouched()
    {
        var objects = new StreamObjects();
        for (var n = 0; n < StreamObjects.Most; n++)
        {
            objects.Learn(Key(n), stored: null);
        }

        _ = objects[Key(0)];
        objects.Learn(Key(1_000), stored: null);
        Assert.True(objects.Knows(Key(1)));
        objects.Trim();

        Assert.False(objects.Knows(Key(1)));
        Assert.True(objects.Knows(Key(0)));
        Assert.True(objects.Knows(Key(1_000)));
        Assert.Equal(StreamObjects.Most, Enumerable.Range(0, 1_001).Count(n => objects.Knows(Key(n))));
    }

    [Fact]
    public void Trim_KeepsTheRivalsOfAFewObjects()
    {
        var objects = new StreamObjects();
        for (var n = 0; n < 10; n++)
        {
            objects.Learn(Key(n), stored: null);
            objects[Key(n)].Offer(Copies.Change("evt_a", "a", "b", version: 1), Copies.Stream);
        }

        objects.Trim();

        var next = new ObjectVersion(1_000, 4, IsDeleted: false, Copies.Stream, 2);
        Assert.Equal([0, 1, 2, 3, 4, 5], Enumerable.Range(0, 10).Where(n => objects[Key(n)].NeedsRivals(next)));
    }

    [Fact]
    public void Learn_Twice_KeepsTheFirst_AndStillForgetsIt()
    {
        var objects = new StreamObjects();
        objects.Learn(Key(1), new ObjectVersion(5, 0, IsDeleted: false, Copies.Stream, 5));
        objects.Learn(Key(1), stored: null);
        Assert.Equal(5, objects[Key(1)].Stored.Version);

        for (var n = 2; n < StreamObjects.Most + 10; n++)
        {
            objects.Learn(Key(n), stored: null);
        }

        objects.Trim();

        Assert.False(objects.Knows(Key(1)));
        Assert.True(objects.Knows(Key(StreamObjects.Most + 9)));
    }

    private static ObjectKey Key(int n) => new(ProjectionTable.Customers, $"cus_{n}");
}
