using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Streams;

public sealed class StreamKeyTests
{
    [Theory]
    [InlineData("stripe/customer/cus_1", "stripe", "customer", "cus_1")]
    [InlineData("stripe-eu/endpoint/main", "stripe-eu", "endpoint", "main")]
    [InlineData("a/b/c/d//", "a", "b", "c/d//")]
    [InlineData("a/b//", "a", "b", "/")]
    public void Parse_Key_SplitsAtTheFirstTwoSlashes_AndBack(string text, string account, string kind, string id)
    {
        Assert.Equal(new StreamKey(account, kind, id), StreamKey.Parse(text));
        Assert.Equal(text, StreamKey.Parse(text).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("stripe")]
    [InlineData("stripe/customer")]
    [InlineData("stripe/customer/")]
    [InlineData("stripe//cus_1")]
    [InlineData("/customer/cus_1")]
    public void TryParse_PartMissing_IsFalse(string? text)
    {
        Assert.False(StreamKey.TryParse(text, out var key));
        Assert.Equal(default, key);
    }

    [Fact]
    public void Parse_NoKey_NamesIt() => Assert.Contains("'nonsense'", Assert.Throws<FormatException>(static () => StreamKey.Parse("nonsense")).Message, StringComparison.Ordinal);

    [Fact]
    public void FromPath_ASlashOfTheIdIsWrittenEscaped() =>
        Assert.Equal(new StreamKey("github", "repository", "acme/site"), StreamKey.FromPath("github", "repository", "acme%2fsite"));
}
