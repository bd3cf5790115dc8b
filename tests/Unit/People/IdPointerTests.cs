using System.Text;
using Signalbox.People;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.People;

/// <summary>Ids by JSON pointers.</summary>
public sealed class IdPointerTests
{
    [Theory]
    [InlineData("/metadata/userId", """{"metadata":{"userId":"user_1"}}""", "user_1")]
    [InlineData("/id", """{"id":"user_1"}""", "user_1")]
    [InlineData("/a~1b/c~0d", """{"a/b":{"c~d":"x"}}""", "x")]
    [InlineData("/metadata/userId", """{"metadata":{"userId":7}}""", null)]
    [InlineData("/metadata/userId", """{"metadata":{"userId":""}}""", null)]
    [InlineData("/metadata/userId", """{"metadata":["userId"]}""", null)]
    [InlineData("/metadata/userId", "[]", null)]
    public void Find_ByPointer(string path, string json, string? expected) =>
        Assert.Equal(expected, new IdPointer(path).Find(JsonFields.Read(Encoding.UTF8.GetBytes(json))));
}
