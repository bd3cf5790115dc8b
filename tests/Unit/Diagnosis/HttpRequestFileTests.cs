using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Signalbox.Providers.Diagnosis;

namespace Signalbox.Tests.Unit.Diagnosis;

public sealed class HttpRequestFileTests
{
    private static readonly string[] Pieces = ["POST ", "/", " HTTP/1.1", "\n", "\r\n", "\r", "Host: a", ":", " ", "\t", "Content-Length: 2", "Content-Length: -1", "é", "\0", "https://", "a"];

    [Theory]
    [InlineData("POST /ingest/stripe?x=1 HTTP/1.1\r\nHost: example.com\r\nA: 1\r\nA: 2\r\n\r\n{}")]
    [InlineData("POST /ingest/stripe?x=1 HTTP/1.1\nHost: example.com\nA: 1\nA: 2\n\n{}")]
    [InlineData("\n\npost /ingest/stripe?x=1\nHost:example.com\nA:1\nA:\n 2\n\n{}")]
    [InlineData("POST https://example.com/ingest/stripe?x=1 HTTP/1.1\nHost: other.example\nA: 1\nA: 2\nContent-Length: 2\n\n{}\n")]
    public void File_IsReadAsItWasSent(string text)
    {
        Assert.True(HttpRequestFile.TryParse(Encoding.UTF8.GetBytes(text), out var request, out var fault), fault);

        Assert.Equal(("POST", "https", "example.com", "/ingest/stripe?x=1"), (request.Method, request.Scheme, request.Host, request.Target));
        Assert.Equal(["1", "2"], request.Headers["A"].Select(static v => v!.Trim()));
        Assert.Equal("{}", Encoding.UTF8.GetString(request.Body.Span));
    }

    [Fact]
    public void Body_KeepsItsLastLineBreak_WithoutALength()
    {
        Assert.True(HttpRequestFile.TryParse("POST / HTTP/1.1\nHost: a\n\n{}\n"u8.ToArray(), out var request, out _));
        Assert.Equal(3, request.Body.Length);
    }

    [Theory]
    [InlineData("", "Line 1:")]
    [InlineData("nonsense", "Line 1:")]
    [InlineData("POST / HTTP/1.1\nHost: a\nno colon\n\n", "Line 3:")]
    [InlineData("POST / HTTP/1.1\n: nameless\n\n", "Line 2:")]
    [InlineData("POST relative HTTP/1.1\nHost: a\n\n", "request line")]
    public void Fault_SaysTheLine(string text, string fault)
    {
        Assert.False(HttpRequestFile.TryParse(Encoding.UTF8.GetBytes(text), out _, out var found));
        Assert.Contains(fault, found, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyText_IsReadOrRefused() => Prop.ForAll(
        Gen.Elements(Pieces).ListOf().Select(static pieces => string.Concat(pieces)).ToArbitrary(),
        static text => Assert.Equal(HttpRequestFile.TryParse(Encoding.UTF8.GetBytes(text), out _, out var fault), fault is null))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
}
