using FsCheck;
using FsCheck.Fluent;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Streams;

public sealed class FreshnessTests
{
    private static readonly Gen<ObjectVersion> Versions =
        from asOf in Gen.Choose(0, 2)
        from rank in Gen.Choose(0, 2)
        from deleted in ArbMap.Default.GeneratorFor<bool>()
        from version in Gen.Choose(1, 3)
        select new ObjectVersion(asOf, rank, deleted, Copies.Stream, version);

    [Theory]
    [InlineData(5, 0, false, 4, 9, false, 1)] // the later second, whatever the phase
    [InlineData(5, 1, false, 5, 0, false, 1)] // in one second, the later phase
    [InlineData(5, 1, false, 5, 1, false, 0)] // neither tells
    [InlineData(1, 0, true, 9, 9, false, 1)] // a deletion, however late the update
    [InlineData(2, 0, true, 1, 9, true, 1)] // of two deletions, the later one
    public void Compare_Case_TellsTheFresher(long asOf, int rank, bool deleted, long otherAsOf, int otherRank, bool otherDeleted, int expected)
    {
        var one = new ObjectVersion(asOf, rank, deleted, "a/b/c", 1);
        var other = new ObjectVersion(otherAsOf, otherRank, otherDeleted, "a/b/d", 99);

        Assert.Equal(expected, Math.Sign(Freshness.Compare(one, other)));
        Assert.Equal(-expected, Math.Sign(Freshness.Compare(other, one)));
    }

    [Fact]
    public void Compare_AnyThree_IsATotalPreorder() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Gen.Three(Versions).ToArbitrary(), static t =>
            Math.Sign(Freshness.Compare(t.Item1, t.Item2)) == -Math.Sign(Freshness.Compare(t.Item2, t.Item1))
            && (Freshness.Compare(t.Item1, t.Item2) > 0 || Freshness.Compare(t.Item2, t.Item3) > 0 || Freshness.Compare(t.Item1, t.Item3) <= 0)));
}
