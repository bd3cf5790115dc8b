using Signalbox.Gaps;

namespace Signalbox.Tests.Unit.Gaps;

/// <summary>Which stretches of time are compared: all of them, none twice but for the overlap.</summary>
public sealed class GapSliceTests
{
    [Theory]
    [InlineData(1_000, 0, 1_000, 60)]
    [InlineData(1_000, 0, 900, 60)]
    public void Next_NothingIsOldEnough_IsNone(long searchedTo, long oldest, long newest, long overlap) =>
        Assert.Null(GapSlice.Next(searchedTo, oldest, newest, GapSlice.FirstLength, overlap));

    [Theory]
    [InlineData(1_000, 0, 1_060, 0, 1_001, 1_060)]
    [InlineData(1_000, 0, 1_060, 60, 941, 1_060)]
    [InlineData(1_000, 990, 1_060, 60, 990, 1_060)]
    [InlineData(1_000, 5_000, 6_000, 60, 5_000, 6_000)]
    [InlineData(1_000, 0, 100_000, 60, 941, 4_600)]
    public void Next_BeginsBehindWhatIsKnown(long searchedTo, long oldest, long newest, long overlap, long from, long until) =>
        Assert.Equal(new GapSlice(from, until), GapSlice.Next(searchedTo, oldest, newest, GapSlice.FirstLength, overlap));

    [Fact]
    public void Slices_OfAMonth_HaveNoHoleBetweenThem()
    {
        const long Newest = 30 * 86_400;
        var chance = new Random(7);
        var (searchedTo, length, slices) = (-1L, GapSlice.FirstLength, 0);
        while (GapSlice.Next(searchedTo, 0, Newest, length, overlap: 0) is { } slice)
        {
            Assert.Equal(searchedTo + 1, slice.From);
            Assert.InRange(slice.Until, slice.From, Newest);
            searchedTo = slice.Until;
            length = chance.Next(4) == 0 ? GapSlice.Shorter(length) : GapSlice.LengthAfter(length, chance.Next(40));
            slices++;
        }

        Assert.Equal(Newest, searchedTo);
        Assert.True(slices > 1);
    }

    [Fact]
    public void Length_OfAQuietMonth_GrowsSoThatFewRequestsAreEnough()
    {
        var (length, slices) = (GapSlice.FirstLength, 0);
        for (var searchedTo = -1L; GapSlice.Next(searchedTo, 0, 30 * 86_400, length, overlap: 0) is { } slice; searchedTo = slice.Until)
        {
            length = GapSlice.LengthAfter(length, pages: 1);
            slices++;
        }

        Assert.InRange(slices, 2, 8);
        Assert.Equal(60, Enumerable.Range(0, 100).Aggregate(length, static (l, _) => GapSlice.Shorter(l)));
        Assert.Equal(1_800, GapSlice.LengthAfter(3_600, pages: 21));
    }
}
