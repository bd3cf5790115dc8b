using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Streams;

public sealed class JsonMatchTests
{
    [Theory]
    [InlineData("1", "1", true)]
    [InlineData("1", "2", false)]
    [InlineData("\"a\"", "\"a\"", true)]
    [InlineData("\"a\"", "\"\\u0061\"", true)]
    [InlineData("\"a\"", "1", false)]
    [InlineData("null", "", true)]
    [InlineData("null", "null", true)]
    [InlineData("1", "", false)]
    [InlineData("{}", "", false)]
    [InlineData("\"\\u0061\"", "", false)]
    [InlineData("null", "{}", false)]
    [InlineData("{}", "{\"a\":1}", true)]
    [InlineData("{\"a\":1}", "{\"b\":2,\"a\":1}", true)]
    [InlineData("{\"a\":1}", "{\"a\":2}", false)]
    [InlineData("{\"a\":null}", "{}", true)]
    [InlineData("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1,\"c\":2}}", true)]
    [InlineData("{\"a\":{\"b\":1}}", "{\"a\":1}", false)]
    [InlineData("[1,2]", "[1,2]", true)]
    [InlineData("[1]", "[1,2]", false)]
    [InlineData("[{}]", "[{\"a\":1}]", false)]
    [InlineData("\"\\ud800\"", "\"\\ud800\\u0061\"", false)]
    [InlineData("{\"\\ud800\":1}", "{\"\\ud800\":1,\"a\":2}", true)]
    [InlineData("{\"a\":1}", "{\"\\ud800\":1}", false)]
    public void Holds_Case(string part, string whole, bool expected) => Assert.Equal(expected, Holds(part, whole));

    [Fact]
    public void Holds_Anything_IsSoOfItself() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Seeds.Any, static seed =>
        {
            var json = OddJson.Value(new Random(seed), 4);
            return Holds(json, json);
        }));

    [Fact]
    public void Holds_AnyTwo_NeverThrows_AndIsWhatTheRuleSays() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1_000),
        Prop.ForAll(Seeds.Any, static seed =>
        {
            var chance = new Random(seed);
            var (part, whole) = (OddJson.Value(chance, chance.Next(4)), OddJson.Value(chance, chance.Next(4)));
            var holds = Holds(part, whole);
            if (!part.Contains("\\u", StringComparison.Ordinal) && !whole.Contains("\\u", StringComparison.Ordinal))
            {
                using var partDocument = JsonDocument.Parse(part);
                using var wholeDocument = JsonDocument.Parse(whole);
                Assert.True(part == whole || holds == Rule(partDocument.RootElement, wholeDocument.RootElement), $"{part} in {whole}: {holds}");
            }
        }));

    private static bool Holds(string part, string whole) => JsonMatch.Holds(Encoding.UTF8.GetBytes(part), Encoding.UTF8.GetBytes(whole));

    private static bool Rule(JsonElement part, JsonElement? whole) => (part.ValueKind, whole?.ValueKind) switch
    {
        (JsonValueKind.Null, null) => true,
        (_, null) => false,
        (JsonValueKind.Object, JsonValueKind.Object) => part.EnumerateObject().All(field =>
            Rule(field.Value, whole!.Value.TryGetProperty(field.Name, out var value) ? value : null)),
        _ => JsonElement.DeepEquals(part, whole!.Value),
    };
}
