using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Streams;

public sealed class ObjectHistoryTests
{
    private const string Elsewhere = "stripe/endpoint/main";

    [Fact]
    public void Offer_FirstCopy_IsStored()
    {
        var copy = Copies.Change("evt_a", null, "1", version: 1, asOf: 0, rank: 0);

        Assert.Same(copy, new ObjectHistory(stored: null).Offer(copy, Copies.Stream));
    }

    [Fact]
    public void Offer_Staler_IsNotStored()
    {
        var history = new ObjectHistory(new ObjectVersion(1_000, 4, IsDeleted: false, Copies.Stream, 7));

        Assert.Null(history.Offer(Copies.Change("evt_a", null, "1", version: 8, asOf: 999), Copies.Stream));
        Assert.Null(history.Offer(Copies.Change("evt_b", null, "1", version: 9, rank: 3), Copies.Stream));
        Assert.Equal(7, history.Stored.Version);
    }

    [Fact]
    public void Offer_UpdateAfterDeletion_IsNotStored()
    {
        var history = new ObjectHistory(new ObjectVersion(1_000, 4, IsDeleted: true, Copies.Stream, 7));

        Assert.Null(history.Offer(Copies.Change("evt_a", null, "1", version: 8, asOf: 2_000), Copies.Stream));
    }

    [Fact]
    public void Offer_RivalThatFollows_IsStored_OneThatWasBefore_IsNot()
    {
        var history = new ObjectHistory(stored: null);
        history.Offer(Copies.Change("evt_z", "b", "c", version: 1), Copies.Stream);

        Assert.Null(history.Offer(Copies.Change("evt_y", "a", "b", version: 2), Copies.Stream));
        Assert.Equal(3, history.Offer(Copies.Change("evt_a", "c", "d", version: 3), Copies.Stream)?.Version);
        Assert.Equal(3, history.Stored.Version);
    }

    [Fact]
    public void Offer_LinkThatWasMissing_PutsTheEarlierArrivalInItsPlace()
    {
        // c arrives with the smaller id, then a with the greater one is shown; with b between them it is clear that c is the last.
        var history = new ObjectHistory(stored: null);
        var end = Copies.Change("evt_1", "b", "c", version: 1);
        history.Offer(end, Copies.Stream);
        Assert.Equal(2, history.Offer(Copies.Change("evt_2", "x", "a", version: 2), Copies.Stream)?.Version);

        Assert.Same(end, history.Offer(Copies.Change("evt_0", "a", "b", version: 3), Copies.Stream));
    }

    [Fact]
    public void NeedsRivals_OnlyForACopyOfTheStoredOnesSecondPhaseAndStream()
    {
        var history = new ObjectHistory(new ObjectVersion(1_000, 4, IsDeleted: false, Copies.Stream, 7));

        Assert.True(history.NeedsRivals(new ObjectVersion(1_000, 4, IsDeleted: false, Copies.Stream, 8)));
        Assert.False(history.NeedsRivals(new ObjectVersion(1_001, 4, IsDeleted: false, Copies.Stream, 8)));
        Assert.False(history.NeedsRivals(new ObjectVersion(1_000, 5, IsDeleted: false, Copies.Stream, 8)));
        Assert.False(history.NeedsRivals(new ObjectVersion(1_000, 4, IsDeleted: true, Copies.Stream, 8)));
        Assert.False(history.NeedsRivals(new ObjectVersion(1_000, 4, IsDeleted: false, Elsewhere, 8)));
    }

    [Fact]
    public void ForgetRivals_AndSetAgain_DecidesAsIfNeverForgotten()
    {
        var first = Copies.Change("evt_z", "a", "b", version: 1);
        var history = new ObjectHistory(stored: null);
        history.Offer(first, Copies.Stream);
        history.ForgetRivals();
        var next = Copies.Change("evt_a", "b", "c", version: 2);
        Assert.True(history.NeedsRivals(next.VersionIn(Copies.Stream)));

        history.SetRivals([first]);

        Assert.False(history.NeedsRivals(next.VersionIn(Copies.Stream)));
        Assert.Same(next, history.Offer(next, Copies.Stream));
    }
}
