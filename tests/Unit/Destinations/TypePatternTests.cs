using Signalbox.Destinations;

namespace Signalbox.Tests.Unit.Destinations;

/// <summary>Which types a pattern is of.</summary>
public sealed class TypePatternTests
{
    [Theory]
    [InlineData("invoice.paid", "invoice.paid", true)]
    [InlineData("invoice.paid", "invoice.paid.late", false)]
    [InlineData("invoice.*", "invoice.paid", true)]
    [InlineData("invoice.*", "invoice.payment.failed", true)]
    [InlineData("invoice.*", "invoice", false)]
    [InlineData("invoice.*", "xinvoice.paid", false)]
    [InlineData("*.deleted", "customer.deleted", true)]
    [InlineData("*.deleted", "customer.deleted.x", false)]
    [InlineData("*", "anything", true)]
    [InlineData("**", "", true)]
    [InlineData("customer.*.created", "customer.subscription.created", true)]
    [InlineData("customer.*.created", "customer.created", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b", "ab ab b a", false)]
    [InlineData("*ab", "aab", true)]
    [InlineData("Invoice.*", "invoice.paid", false)]
    public void Matches_StarStandsForAnything_TheRestForItself(string pattern, string type, bool expected) =>
        Assert.Equal(expected, new TypePatterns([pattern]).Matches(type));

    [Fact]
    public void Matches_NoPatterns_AreEveryType_SeveralAreTogether()
    {
        Assert.True(new TypePatterns([]).Matches("any.type"));
        var patterns = new TypePatterns(["invoice.paid", "customer.*"]);
        Assert.Equal([true, true, false], new[] { "invoice.paid", "customer.x", "invoice.x" }.Select(patterns.Matches));
    }

    [Fact]
    public void Matches_ManyStars_TakesNoLongTime()
    {
        // Would go on for ages if each star were tried with every length.
        var pattern = string.Concat(Enumerable.Repeat("*a", 120));
        Assert.False(new TypePatterns([$"{pattern}b"]).Matches(new string('a', 255)));
    }

    [Theory]
    [InlineData("invoice.*", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData(null, false)]
    public void IsValid_TakesTextWithoutWhiteSpace(string? pattern, bool expected) => Assert.Equal(expected, TypePatterns.IsValid(pattern));
}
