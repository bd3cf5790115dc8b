using FsCheck;
using FsCheck.Fluent;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Streams;

public sealed class BackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(2, 0.5, 2)]
    [InlineData(4, 0.5, 8)]
    [InlineData(9, 0.5, 256)]
    [InlineData(10, 0.5, 300)]
    [InlineData(100, 0.5, 300)]
    [InlineData(int.MaxValue, 0.5, 300)]
    [InlineData(1, 0.0, 0.8)]
    [InlineData(1, 1.0, 1.2)]
    public void After_Case_Waits(int attempts, double chance, double seconds) =>
        Assert.Equal(seconds, Backoff.After(attempts, First, Longest, chance).TotalSeconds, 3);

    [Fact]
    public void After_LongestShorterThanFirst_IsTheBound() =>
        Assert.Equal(TimeSpan.FromSeconds(1), Backoff.After(1, TimeSpan.FromHours(1), TimeSpan.FromSeconds(1), 0.5));

    [Fact]
    public void After_Any_IsWithinAFifthOfTheDoubledWait() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Gen.Choose(1, 100).ToArbitrary(), Gen.Choose(0, 1_000).ToArbitrary(), static (attempts, permille) =>
        {
            var wait = Backoff.After(attempts, First, Longest, permille / 1_000.0).TotalSeconds;
            var plain = Math.Min(300, Math.Pow(2, attempts - 1));
            return wait >= (plain * 0.8) - 0.001 && wait <= (plain * 1.2) + 0.001;
        }));
}
