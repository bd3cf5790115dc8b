using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Streams;

/// <summary>What the journal knows better than a row.</summary>
public sealed class RowRepairsTests
{
    private const string Stream = "stripe/customer/cus_1";
    private const string Other = "stripe/endpoint/main";

    [Theory]
    [InlineData(false, nameof(RowRepair.Write))]
    [InlineData(true, nameof(RowRepair.Write))]
    public void NoRow_IsWritten(bool isReadable, string expected) => Assert.Equal(expected, RowRepairs.Of(Copy(10), null, Stream, 1, isReadable).ToString());

    [Fact]
    public void RowOfThisStream_WhoseEventsAreAllThere_IsReplaced_HoweverFreshItClaimsToBe()
    {
        Assert.Equal(RowRepair.Replace, RowRepairs.Of(Copy(10), Copy(10), Stream, 1, isReadable: false));
        Assert.Equal(RowRepair.Replace, RowRepairs.Of(Copy(10), Copy(99), Stream, 1, isReadable: true));
        Assert.Equal(RowRepair.Replace, RowRepairs.Of(Copy(10), Copy(99) with { IsDeleted = true }, Stream, 5, isReadable: false));
    }

    [Theory]
    [InlineData(20, false, nameof(RowRepair.Keep))]
    [InlineData(20, true, nameof(RowRepair.Confirm))]
    [InlineData(5, false, nameof(RowRepair.Write))]
    [InlineData(5, true, nameof(RowRepair.Write))]
    public void RowWhoseEventIsGone_StaysUnlessALaterEventKnowsMore(long rowAsOf, bool isReadable, string expected) =>
        Assert.Equal(expected, RowRepairs.Of(Copy(10), Copy(rowAsOf), Stream, 6, isReadable).ToString());

    [Theory]
    [InlineData(false, nameof(RowRepair.Write))]
    [InlineData(true, nameof(RowRepair.Confirm))]
    public void RowThatTheProviderAnswered_IsAskedFor_OrLeftToItsFreshness(bool isReadable, string expected) =>
        Assert.Equal(expected, RowRepairs.Of(Copy(10), Copy(20) with { Rank = ObservedObject.Rank }, Stream, 1, isReadable).ToString());

    [Theory]
    [InlineData(20, nameof(RowRepair.Keep))]
    [InlineData(10, nameof(RowRepair.Keep))]
    [InlineData(5, nameof(RowRepair.Write))]
    public void RowOfAnotherStream_StaysUnlessThisOneKnowsMore(long rowAsOf, string expected) =>
        Assert.Equal(expected, RowRepairs.Of(Copy(10), Copy(rowAsOf) with { Stream = Other }, Stream, 1, isReadable: true).ToString());

    [Theory]
    [InlineData(false, nameof(RowRepair.Keep))]
    [InlineData(true, nameof(RowRepair.Confirm))]
    public void RowThatNoEventIsAbout_Stays(bool isReadable, string expected) => Assert.Equal(expected, RowRepairs.Of(null, Copy(10), Stream, 3, isReadable).ToString());

    private static ObjectVersion Copy(long asOf) => new(asOf, 4, IsDeleted: false, Stream, 5);
}
