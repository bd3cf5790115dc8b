using Signalbox.Providers.Outbound;

namespace Signalbox.Tests.Unit.Providers.Outbound;

public sealed class DestinationHeadersTests
{
    [Theory]
    [InlineData("Authorization", "Bearer obviously-fake")]
    [InlineData("X-Tenant", "a b")]
    [InlineData("x_y", "")]
    public void Check_OfTheirOwn_IsFine(string name, string value) => Assert.Null(DestinationHeaders.Check(name, value));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData(":path")]
    [InlineData("é")]
    [InlineData("a\r\nb")]
    [InlineData("webhook-id")]
    [InlineData("Webhook-Signature")]
    [InlineData("WEBHOOK-anything")]
    [InlineData("signalbox-event-id")]
    [InlineData("Host")]
    [InlineData("content-length")]
    [InlineData("Content-Type")]
    [InlineData("Content-Encoding")]
    [InlineData("transfer-encoding")]
    [InlineData("Connection")]
    [InlineData("Keep-Alive")]
    [InlineData("TE")]
    [InlineData("Trailer")]
    [InlineData("Upgrade")]
    [InlineData("Expect")]
    [InlineData("Proxy-Authorization")]
    [InlineData("User-Agent")]
    public void Check_NameThatIsNotTheirs_IsRefused(string name) => Assert.StartsWith("must", DestinationHeaders.Check(name, "x"), StringComparison.Ordinal);

    [Theory]
    [InlineData("fake\r\nHost: b")]
    [InlineData("fake\nb")]
    [InlineData("fake\0b")]
    [InlineData("fakeé")]
    [InlineData(" fake")]
    [InlineData("fake ")]
    [InlineData("fake\tb")]
    public void Check_ValueThatIsNone_IsRefusedAndNotQuoted(string value)
    {
        var problem = DestinationHeaders.Check([KeyValuePair.Create("X-Secret", value)]);

        Assert.StartsWith("X-Secret: must have a value", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("fake", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_AsAWhole_IsBounded()
    {
        var many = Enumerable.Range(0, DestinationHeaders.Most + 1).Select(static i => KeyValuePair.Create($"X-{i}", "v")).ToList();

        Assert.Null(DestinationHeaders.Check(many[..^1]));
        Assert.Contains("at most", DestinationHeaders.Check(many), StringComparison.Ordinal);
        Assert.Contains("at most", DestinationHeaders.Check([.. many[..5].Select(static h => KeyValuePair.Create(h.Key, new string('a', 4000)))]), StringComparison.Ordinal);
        Assert.Contains("once", DestinationHeaders.Check([KeyValuePair.Create("X-A", "1"), KeyValuePair.Create("x-a", "2")]), StringComparison.Ordinal);
    }
}
