using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Streams;

/// <summary>What the journal knows better than a row.</summary>
public sealed class RowRepairsTests
{
    private const string Stream = "stripe/customer/cus_1";
    private const string Other = "stripe/endpoint/main";

    [Theory]
    [InlineData(false, RowRepair.Write)]
    [InlineData(true, RowRepair.Write)]
    public void NoRow_IsWritten(bool isReadable, RowRepair expected) => Assert.Equal(expected, RowRepairs.Of(Copy(10), null, Stream, 1, isReadable));

    [Fact]
    public void RowOfThisStream_WhoseEventsAreAllThere_IsReplaced_HoweverFreshItClaimsToBe()
    {
        Assert.Equal(RowRepair.Replace, RowRepairs.Of(Copy(10), Copy(10), Stream, 1, isReadable: false));
        Assert.Equal(RowRepair.Replace, RowRepairs.Of(Copy(10), Copy(99), Stream, 1, isReadable: true));
        Assert.Equal(RowRepair.Replace, RowRepairs.Of(Copy(10), Copy(99) with { IsDeleted = true }, Stream, 5, isReadable: false));
    }

    [Theory]
    [InlineData(20, false, RowRepair.Keep)]
    [InlineData(20, true, RowRepair.Confirm)]
    [InlineData(5, false, RowRepair.Write)]
    [InlineData(5, true, RowRepair.Write)]
    public void RowWhoseEventIsGone_StaysUnlessALaterEventKnowsMore(long rowAsOf, bool isReadable, RowRepair expected) =>
        Assert.Equal(expected, RowRepairs.Of(Copy(10), Copy(rowAsOf), Stream, 6, isReadable));

    [Theory]
    [InlineData(false, RowRepair.Write)]
    [InlineData(true, RowRepair.Confirm)]
    public void RowThatTheProviderAnswered_IsAskedFor_OrLeftToItsFreshness(bool isReadable, RowRepair expected) =>
        Assert.Equal(expected, RowRepairs.Of(Copy(10), Copy(20) with { Rank = ObservedObject.Rank }, Stream, 1, isReadable));

    [Theory]
    [InlineData(20, RowRepair.Keep)]
    [InlineData(10, RowRepair.Keep)]
    [InlineData(5, RowRepair.Write)]
    public void RowOfAnotherStream_StaysUnlessThisOneKnowsMore(long rowAsOf, RowRepair expected) =>
        Assert.Equal(expected, RowRepairs.Of(Copy(10), Copy(rowAsOf) with { Stream = Other }, Stream, 1, isReadable: true));

    [Theory]
    [InlineData(false, RowRepair.Keep)]
    [InlineData(true, RowRepair.Confirm)]
    public void RowThatNoEventIsAbout_Stays(bool isReadable, RowRepair expected) => Assert.Equal(expected, RowRepairs.Of(null, Copy(10), Stream, 3, isReadable));

    private static ObjectVersion Copy(long asOf) => new(asOf, 4, IsDeleted: false, Stream, 5);
}
