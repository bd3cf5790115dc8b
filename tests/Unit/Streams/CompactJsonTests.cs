using System.Text;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Streams;

public sealed class CompactJsonTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("{ \"a\" : [ 1 ,\r\n\t2 ] }", """{"a":[1,2]}""")]
    [InlineData("""{ "a b" : "c  d" }""", """{"a b":"c  d"}""")]
    [InlineData("""{ "a" : "quote \" and  space" , "b" : "\\" , "c" : 1 }""", """{"a":"quote \" and  space","b":"\\","c":1}""")]
    public void Of_LeavesOutWhatIsBetweenTokens(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(CompactJson.Of(Encoding.UTF8.GetBytes(json)).Span));
}
