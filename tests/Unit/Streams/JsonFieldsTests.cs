using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Streams;

/// <summary>Fields of JSON objects, sound and damaged: reads what another reader reads, and never throws.</summary>
public sealed class JsonFieldsTests
{
    [Theory]
    [InlineData("""{"n":"x"}""", "x")]
    [InlineData("""{"n":""}""", "")]
    [InlineData("""{"n":"a\"b\u00e9"}""", "a\"bé")]
    [InlineData("""{"n":"a\u0000b"}""", "a\uFFFDb")]
    [InlineData("""{"n":"\ud83d\ude00"}""", "😀")]
    [InlineData("""{"n":"\ud83d"}""", null)]
    [InlineData("""{"n":"\ude00\ud83d"}""", null)]
    [InlineData("""{"n":null}""", null)]
    [InlineData("""{"n":5}""", null)]
    [InlineData("""{"n":["x"]}""", null)]
    [InlineData("""{"N":"x"}""", null)]
    [InlineData("""{"n":"first","n":"last"}""", "last")]
    [InlineData("""{"n":"first","n":null}""", null)]
    [InlineData("""{"a":{"n":"inner"}}""", null)]
    [InlineData("""{"\ud800":1,"n":"x"}""", "x")]
    public void Text_Case_Reads(string json, string? expected) => Assert.Equal(expected, Read(json).Text("n"u8));

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("-12", -12L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("1.5", null)]
    [InlineData("1e3", null)]
    [InlineData("\"1\"", null)]
    [InlineData("null", null)]
    public void Number_Case_Reads(string value, long? expected) => Assert.Equal(expected, Read($$"""{"n":{{value}}}""").Number("n"u8));

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("-1", null)]
    [InlineData("253402300799", 253_402_300_799L)]
    [InlineData("253402300800", null)]
    public void Time_Case_Reads(string value, long? expected) => Assert.Equal(expected, Read($$"""{"n":{{value}}}""").Time("n"u8));

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("null", null)]
    [InlineData("\"true\"", null)]
    [InlineData("1", null)]
    public void Flag_Case_Reads(string value, bool? expected) => Assert.Equal(expected, Read($$"""{"n":{{value}}}""").Flag("n"u8));

    [Theory]
    [InlineData("\"cus_1\"", "cus_1")]
    [InlineData("""{"id":"cus_1","object":"customer"}""", "cus_1")]
    [InlineData("""{"object":"customer"}""", null)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    [InlineData("[\"cus_1\"]", null)]
    [InlineData("7", null)]
    public void Reference_Case_Reads(string value, string? expected) => Assert.Equal(expected, Read($$"""{"n":{{value}}}""").Reference("n"u8));

    [Fact]
    public void Reference_LongerThanAnyId_IsNull()
    {
        Assert.Equal(255, Read($$"""{"n":"{{new string('x', 255)}}"}""").Reference("n"u8)?.Length);
        Assert.Null(Read($$"""{"n":"{{new string('x', 256)}}"}""").Reference("n"u8));
        Assert.Null(Read($$$"""{"n":{"id":"{{{new string('x', 256)}}}"}}""").Reference("n"u8));
    }

    [Fact]
    public void Missing_Everything_ReadsAsNothing()
    {
        var fields = Read("{}");

        Assert.True(fields.IsEmpty);
        Assert.True(fields.Value("n"u8).IsEmpty);
        Assert.True(fields.Object("n"u8).Object("n"u8).IsEmpty);
        Assert.Empty(fields.Objects("n"u8));
        Assert.Null(fields.Text("n"u8) ?? fields.Reference("n"u8));
        Assert.Null(fields.Number("n"u8) ?? fields.Time("n"u8));
        Assert.Null(fields.Flag("n"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("{\"n\":1")]
    [InlineData("{\"n\"")]
    [InlineData("{\"n\":}")]
    [InlineData("nonsense")]
    public void Read_NoObject_HasNoFields(string json) => Assert.True(Read(json).IsEmpty);

    [Fact]
    public void Objects_ArrayOfAllKinds_GivesThoseThatAreObjects() =>
        Assert.Equal([1L, 2L], Read("""{"n":[{"id":1},[{"id":9}],"x",null,{"id":2}]}""").Objects("n"u8).Select(static o => o.Number("id"u8)!.Value));

    [Fact]
    public void Read_DeepNesting_NeverThrows()
    {
        foreach (var depth in new[] { 10, 511, 512, 513, 100_000 })
        {
            var json = Read($$"""{"n":{{new string('[', depth)}}{{new string(']', depth)}},"m":"x"}""");
            Assert.Equal(depth < 512 ? "x" : null, json.Text("m"u8));
        }
    }

    [Fact]
    public void Read_AnyObject_SeesWhatAnotherReaderSees() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1_000),
        Prop.ForAll(Seeds.Any, static seed => AssertAsOtherReader(Encoding.UTF8.GetBytes(OddJson.Object(new Random(seed), 4)))));

    [Fact]
    public void Read_DamagedEvent_SeesWhatAnotherReaderSees() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(700),
        Prop.ForAll(Seeds.Any, static seed => AssertAsOtherReader(OddJson.Damaged(new Random(seed)))));

    [Fact]
    public void Read_RandomBytes_NeverThrows() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1_000),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), static bytes => AssertAsOtherReader(bytes ?? [])));

    private static JsonFields Read(string json) => JsonFields.Read(Encoding.UTF8.GetBytes(json));

    private static void AssertAsOtherReader(byte[] json)
    {
        var fields = JsonFields.Read(json);
        if (Parse(json) is not { } document)
        {
            Assert.True(fields.IsEmpty);
            return;
        }

        using (document)
        {
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                Assert.True(fields.IsEmpty);
                return;
            }

            for (var i = 0; i < fields.Count; i++)
            {
                var (name, value) = fields[i];
                if (!name.Span.Contains((byte)'\\'))
                {
                    AssertSameValue(fields, name.Span, document.RootElement.EnumerateObject().Last(p => SameName(p, name.Span)).Value);
                }
                else
                {
                    Assert.False(value.IsEmpty);
                }
            }

            Assert.Equal(document.RootElement.EnumerateObject().Count(), fields.Count);
        }
    }

    private static void AssertSameValue(JsonFields fields, ReadOnlySpan<byte> name, JsonElement expected)
    {
        // As bytes: a damaged event may hold some that are no UTF-8. (The ingress lets none in.)
        var raw = JsonMarshal.GetRawUtf8Value(expected);
        Assert.True(raw.SequenceEqual(fields.Value(name).Span));
        var isWhole = expected.ValueKind is JsonValueKind.Number && !raw.ContainsAny(".eE"u8);
        Assert.Equal(isWhole && expected.TryGetInt64(out var number) ? number : null, fields.Number(name));
        Assert.Equal(expected.ValueKind is JsonValueKind.True ? true : expected.ValueKind is JsonValueKind.False ? false : null, fields.Flag(name));
        Assert.Equal(TextOf(expected), fields.Text(name));
        Assert.Equal(expected.ValueKind is JsonValueKind.Object ? expected.EnumerateObject().Count() : 0, fields.Object(name).Count);
        Assert.Equal(expected.ValueKind is JsonValueKind.Array ? expected.EnumerateArray().Count(static e => e.ValueKind is JsonValueKind.Object) : 0, fields.Objects(name).Count);
        _ = fields.Reference(name);
        _ = fields.Time(name);
    }

    // As they are written: names with escapes are none that anybody asks for.
    private static bool SameName(JsonProperty property, ReadOnlySpan<byte> name) => JsonMarshal.GetRawUtf8PropertyName(property).SequenceEqual(name);

    private static string? TextOf(JsonElement element)
    {
        if (element.ValueKind is not JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return element.GetString()!.Replace('\0', '\uFFFD');
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are no UTF-8: those read as replacement characters where nothing has to be unescaped.
            var raw = JsonMarshal.GetRawUtf8Value(element);
            return raw.Contains((byte)'\\') ? null : Encoding.UTF8.GetString(raw[1..^1]);
        }
    }

    /// <summary>The first value of the bytes, whatever follows it.</summary>
    private static JsonDocument? Parse(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
        try
        {
            return JsonDocument.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
