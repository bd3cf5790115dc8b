using Signalbox.Streams;

namespace Signalbox.Tests.Storage.Projections;

/// <summary>What an event does to a row that a read has confirmed.</summary>
public sealed class ObjectSignalTests : ObjectStoreFixture
{
    [Theory]
    [InlineData(Second, "read@example.com")]
    [InlineData(Second - 1, "read@example.com")]
    [InlineData(Second + 1, "event@example.com")]
    public async Task Event_AfterARead_IsTakenInIfItIsLater_AndASignalAlways(long at, string expected)
    {
        await KeepAsync(Json("read@example.com"), 0);

        Event(Json("event@example.com"), at);

        Assert.Equal(expected, await EmailAsync());
        await AssertStateAsync(Customer, 2, isProvisional: true);
    }

    [Theory]
    [InlineData(Second - 1)]
    [InlineData(Second + 1)]
    public async Task Event_WithTheCopyThatWasRead_ChangesNothing(long at)
    {
        await KeepAsync(Json("read@example.com"), 0);

        Event("{ \"id\": \"cus_1\",\n \"object\": \"customer\", \"email\": \"read@example.com\" }", at);

        await AssertStateAsync(Customer, 1, isProvisional: false);
    }

    [Fact]
    public async Task Event_InAnAccountWithoutReads_LeavesStalerCopiesAlone()
    {
        Event(Json("new@example.com"), Second, signals: false);
        Event(Json("old@example.com"), Second - 1, signals: false);

        await AssertStateAsync(Customer, 1, isProvisional: true);
    }

    [Fact]
    public async Task Event_OfAFencedStream_SignalsNothing()
    {
        await KeepAsync(Json("read@example.com"), 0);
        var (rows, signals) = Fold(Json("event@example.com"), Second + 1);

        Assert.Empty(Commits.Commit([new StreamCommit(Stream, 5, 6, rows) { Signals = signals }]));

        await AssertStateAsync(Customer, 1, isProvisional: false);
    }
}
