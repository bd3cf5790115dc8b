using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Streams;

public sealed class StreamCursorTests
{
    private static readonly ApplyFailure Failure = new(5, 3, "refused");

    [Fact]
    public void From_NoStall_IsFree()
    {
        var cursor = StreamCursor.From(new StreamPosition(4, null, []), known: null);

        Assert.Equal((4L, null, false, false), (cursor.Applied, cursor.Stall, cursor.HasStallRow, cursor.OneByOne));
        Assert.Equal(0, cursor.AttemptsAt(5));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void From_StallAheadThatIsNotDue_Stalls(bool isDue, bool isHeld)
    {
        var stall = new Stall(Failure, isDue, isHeld);

        var cursor = StreamCursor.From(new StreamPosition(4, stall, []), known: null);

        Assert.Same(stall, cursor.Stall);
        Assert.True(cursor.HasStallRow);
    }

    [Fact]
    public void From_StallThatIsDue_TriesOneByOneUpToIt_AndKnowsTheAttempts()
    {
        var cursor = StreamCursor.From(new StreamPosition(3, new Stall(Failure, IsDue: true, IsHeld: false), []), known: null);

        Assert.Null(cursor.Stall);
        Assert.Equal((0, 3), (cursor.AttemptsAt(4), cursor.AttemptsAt(5)));
        Assert.True(cursor.OneByOne);
        Assert.True(cursor.AppliedTo(4).OneByOne);
        Assert.False(cursor.AppliedTo(5).OneByOne);
        Assert.True(cursor.AppliedTo(5).HasStallRow);
    }

    [Fact]
    public void From_StallThatTheCursorHasPassed_IsOnlyARowToClear()
    {
        var cursor = StreamCursor.From(new StreamPosition(5, new Stall(Failure, IsDue: false, IsHeld: true), []), known: null);

        Assert.Null(cursor.Stall);
        Assert.True(cursor.HasStallRow);
        Assert.False(cursor.OneByOne);
    }

    [Fact]
    public void From_WhileARefusedEventIsSearched_GoesOnSearching()
    {
        var known = new StreamCursor(3) { SinglyTo = 6 };

        Assert.True(StreamCursor.From(new StreamPosition(3, null, []), known).OneByOne);
        Assert.True(StreamCursor.From(new StreamPosition(5, null, []), known).OneByOne);
        Assert.False(StreamCursor.From(new StreamPosition(6, null, []), known).OneByOne);
    }

    [Fact]
    public void IsCutAt_TooManyOrTooLarge_IsCut()
    {
        Assert.False(new StreamPosition(0, null, [Copies.Entry(1, 100)]).IsCutAt(2));
        Assert.True(new StreamPosition(0, null, [Copies.Entry(1), Copies.Entry(2)]).IsCutAt(2));
        Assert.True(new StreamPosition(0, null, [Copies.Entry(1, EntryInbox.MostBytes)]).IsCutAt(2));
    }
}
