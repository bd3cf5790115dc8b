using System.Text;
using System.Text.Json;
using Signalbox.Destinations;

namespace Signalbox.Tests.Unit.Destinations;

/// <summary>What a filter on fields wants to see in a body.</summary>
public sealed class FieldFilterTests
{
    [Theory]
    [InlineData("""{"/status": ["paid"]}""", """{"status":"paid"}""", true)]
    [InlineData("""{"/status": ["paid", "open"]}""", """{"status":"open"}""", true)]
    [InlineData("""{"/status": ["paid"]}""", """{"status":"draft"}""", false)]
    [InlineData("""{"/status": ["paid"]}""", """{"other":"paid"}""", false)]
    [InlineData("""{"/status": ["paid"]}""", """{"status":"pa\u0069d"}""", true)]
    [InlineData("""{"/st\u00e4tus": ["é"]}""", """{"st\u00e4tus":"\u00e9"}""", true)]
    [InlineData("""{"/data/object/amount": [1]}""", """{"data":{"object":{"amount":1.0}}}""", true)]
    [InlineData("""{"/data/object/amount": [1]}""", """{"data":{"object":{"amount":"1"}}}""", false)]
    [InlineData("""{"/data/object/amount": [1]}""", """{"data":{"object":{"amount":1e400}}}""", false)]
    [InlineData("""{"/data/object/amount": [1]}""", """{"data":[{"object":{"amount":1}}]}""", false)]
    [InlineData("""{"/a": [true]}""", """{"a":true}""", true)]
    [InlineData("""{"/a": [false]}""", """{"a":true}""", false)]
    [InlineData("""{"/a": [null]}""", """{"a":null}""", true)]
    [InlineData("""{"/a": [null]}""", """{}""", false)]
    [InlineData("""{"/items/1/id": ["b"]}""", """{"items":[{"id":"a"},{"id":"b"}]}""", true)]
    [InlineData("""{"/items/0/id": ["b"]}""", """{"items":[{"id":"a"},{"id":"b"}]}""", false)]
    [InlineData("""{"/items/01": ["b"]}""", """{"items":["a","b"]}""", false)]
    [InlineData("""{"/items/1": ["b"]}""", """{"items":{"1":"b"}}""", true)]
    [InlineData("""{"/a~1b/c~0d": [1]}""", """{"a/b":{"c~d":1}}""", true)]
    [InlineData("""{"/": [1]}""", """{"":1}""", true)]
    [InlineData("""{"/a": [{"exists": true}]}""", """{"a":{"deep":[1,2]}}""", true)]
    [InlineData("""{"/a": [{"exists": true}]}""", """{"a":null}""", true)]
    [InlineData("""{"/a": [{"exists": true}]}""", """{"b":1}""", false)]
    [InlineData("""{"/a": [{"exists": false}]}""", """{"b":1}""", true)]
    [InlineData("""{"/a": [{"exists": false}]}""", """{"a":1}""", false)]
    [InlineData("""{"/a": [{"exists": false}, 1]}""", """{"a":1}""", true)]
    [InlineData("""{"/a/b": [{"exists": false}]}""", """[]""", true)]
    [InlineData("""{"/a": [{"prefix": "sub_"}]}""", """{"a":"sub_1"}""", true)]
    [InlineData("""{"/a": [{"prefix": "sub_"}]}""", """{"a":"\u0073ub_1"}""", true)]
    [InlineData("""{"/a": [{"prefix": "sub_"}]}""", """{"a":"su"}""", false)]
    [InlineData("""{"/a": [{"prefix": "1"}]}""", """{"a":12}""", false)]
    [InlineData("""{"/a": [{"not": ["draft", null]}]}""", """{"a":"paid"}""", true)]
    [InlineData("""{"/a": [{"not": ["draft", null]}]}""", """{"a":null}""", false)]
    [InlineData("""{"/a": [{"not": ["draft"]}]}""", """{"a":{}}""", true)]
    [InlineData("""{"/a": [{"not": ["draft"]}]}""", """{}""", false)]
    [InlineData("""{"/a": [1], "/b": [2]}""", """{"b":2,"a":1}""", true)]
    [InlineData("""{"/a": [1], "/b": [2]}""", """{"b":3,"a":1}""", false)]
    [InlineData("""{"/a": [{"exists": true}], "/a/b": [2]}""", """{"a":{"x":[{"b":1}],"b":2}}""", true)]
    [InlineData("""{"/a": [1]}""", """{"a":1,"a":2}""", false)]
    [InlineData("""{"/a": [2]}""", """{"a":1,"a":2}""", true)]
    [InlineData("""{"/a/b": [1]}""", """{"a":{"b":1},"a":{}}""", false)]
    [InlineData("""{"/a": [1]}""", """{"a":1} x""", false)]
    [InlineData("""{"/a": [1]}""", """{"a":1""", false)]
    [InlineData("""{"/a": [{"exists": false}]}""", "a=1&b=2", false)]
    [InlineData("""{"/a": [{"exists": false}]}""", "", false)]
    [InlineData("""{"/a": ["x"]}""", """{"a":"\ud800"}""", false)]
    public void Matches_EveryPlaceAsItIsWanted(string fields, string body, bool expected) => Assert.Equal(expected, Read(fields)!.Matches(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Matches_BodyNestedBeyondReason_IsNoMatch()
    {
        var body = new string('[', 5_000) + new string(']', 5_000);
        Assert.False(Read("""{"/a": [{"exists": false}]}""")!.Matches(Encoding.UTF8.GetBytes(body)));
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("""{"a": [1]}""", "a")]
    [InlineData("""{"": [1]}""", "")]
    [InlineData("""{"/a~2": [1]}""", "/a~2")]
    [InlineData("""{"/a~": [1]}""", "/a~")]
    [InlineData("""{"/a": []}""", "/a")]
    [InlineData("""{"/a": "x"}""", "/a")]
    [InlineData("""{"/a": [[1]]}""", "/a")]
    [InlineData("""{"/a": [{"exists": 1}]}""", "/a")]
    [InlineData("""{"/a": [{"like": "x"}]}""", "/a")]
    [InlineData("""{"/a": [{"prefix": "x", "exists": true}]}""", "/a")]
    [InlineData("""{"/a": [{"not": []}]}""", "/a")]
    [InlineData("""{"/a": [{"not": [{}]}]}""", "/a")]
    [InlineData("""{"/a": [1e99]}""", "/a")]
    public void Read_Fault_IsToldByItsPlace(string fields, string place)
    {
        var faults = new List<string>();
        using var json = JsonDocument.Parse(fields);
        Assert.Null(FieldFilter.Read(json.RootElement, (at, _) => faults.Add(at)));
        Assert.Equal([place], faults);
    }

    [Fact]
    public void Read_TooManyFields_IsRefused_NoneAreNoFilter()
    {
        var faults = new List<string>();
        using var many = JsonDocument.Parse($$"""{{{string.Join(',', Enumerable.Range(0, FieldFilter.MostFields + 1).Select(static i => $"\"/{i}\":[1]"))}}}""");
        Assert.Null(FieldFilter.Read(many.RootElement, (at, _) => faults.Add(at)));
        Assert.Equal([string.Empty], faults);
        Assert.Null(Read("{}"));
    }

    private static FieldFilter? Read(string fields)
    {
        using var json = JsonDocument.Parse(fields);
        return FieldFilter.Read(json.RootElement, static (pointer, fault) => Assert.Fail($"{pointer} {fault}"));
    }
}
