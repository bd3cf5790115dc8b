using Signalbox.Cache;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Reads;

namespace Signalbox.Tests.Unit.Cache;

/// <summary>What an entry is worth.</summary>
public sealed class CacheRuleTests
{
    private static readonly CacheEntry Living = Answers.Entry(Answers.Product, revision: 5);
    private static readonly CacheEntry Gone = CacheEntry.Of(Answers.Deleted(Answers.Product), revision: 5, askedAt: 0);

    [Theory]
    [InlineData(0, 10, 60, nameof(EntryWorth.Fresh))]
    [InlineData(9, 10, 60, nameof(EntryWorth.Fresh))]
    [InlineData(10, 10, 60, nameof(EntryWorth.Stale))]
    [InlineData(60, 10, 60, nameof(EntryWorth.Stale))]
    [InlineData(61, 10, 60, nameof(EntryWorth.None))]
    [InlineData(10, 10, 0, nameof(EntryWorth.None))]
    [InlineData(5, 10, 0, nameof(EntryWorth.Fresh))]
    public void ByAge_Boundaries(int age, int timeToLive, int mostStale, string expected) =>
        Assert.Equal(expected, CacheRule.ByAge(TimeSpan.FromSeconds(age), TimeSpan.FromSeconds(timeToLive), TimeSpan.FromSeconds(mostStale)).ToString());

    [Theory]
    [InlineData(5, false, false, false, nameof(EntryState.Holds))]
    [InlineData(5, true, false, false, nameof(EntryState.Holds))]
    [InlineData(6, true, false, false, nameof(EntryState.Invalidated))]
    [InlineData(6, false, false, false, nameof(EntryState.Invalidated))]
    [InlineData(6, false, false, true, nameof(EntryState.Holds))]
    [InlineData(6, false, true, true, nameof(EntryState.Deleted))]
    [InlineData(6, true, true, false, nameof(EntryState.Deleted))]
    [InlineData(0, false, false, false, nameof(EntryState.Invalidated))]
    public void ByRow_OfALivingObject(long revision, bool isProvisional, bool isDeleted, bool hasSameJson, string expected) =>
        Assert.Equal(expected, CacheRule.ByRow(Living, new RowState(revision, isProvisional, isDeleted, hasSameJson)).ToString());

    [Theory]
    [InlineData(5, false, true, nameof(EntryState.Holds))]
    [InlineData(6, false, true, nameof(EntryState.Holds))]
    [InlineData(6, true, true, nameof(EntryState.Invalidated))]
    [InlineData(6, false, false, nameof(EntryState.Invalidated))]
    public void ByRow_OfADeletedObject(long revision, bool isProvisional, bool isDeleted, string expected) =>
        Assert.Equal(expected, CacheRule.ByRow(Gone, new RowState(revision, isProvisional, isDeleted, HasSameJson: false)).ToString());

    [Fact]
    public void CacheableKinds_AreProjectedAndLiveForAWhile()
    {
        Assert.Equal(["customers", "products", "prices"], StripeCacheableKinds.All.Select(static k => k.Name));
        Assert.All(StripeCacheableKinds.All, static kind =>
        {
            Assert.NotNull(TableNames.KeyOf(new ObjectName(kind.Name, "x")));
            Assert.InRange(kind.TimeToLive, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        });
    }
}
