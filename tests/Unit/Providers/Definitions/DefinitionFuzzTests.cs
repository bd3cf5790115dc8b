using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;
using Signalbox.Tests.Unit.Providers.Signatures;

namespace Signalbox.Tests.Unit.Providers.Definitions;

/// <summary>Whatever comes, everything answers: nothing throws, nothing hangs, nothing that is not signed is accepted.</summary>
public sealed class DefinitionFuzzTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "1e999", "-0", "id", "type", "data", "%", "%2", "%zz", "&", "=", "+", "a", " ", "/", "~", "~1",
        "v1,", "v1a,", "v1=", "sha256=", "t=", "0", "99999999999999999999", "\u00e9", "\0", "|lower", "{/", "{header:", "{hash}",
    ];

    private static readonly DefinedProvider[] Providers = [.. BuiltInDefinitions.Names.Select(static n => new DefinedProvider(BuiltInDefinitions.Read(n)))];

    /// <summary>Definitions that look deep into what comes.</summary>
    private static readonly DefinedProvider[] Pointing =
    [
        .. from rules in (string[])
            [
                """ "events": "/items", "id": "{/id}", "type": "{/type}" """,
                """ "events": "/data/items", "id": ["{/data/0/id}", "{hash}"], "type": ["{/type}", "x"], "streams": { "kind": "k", "id": "{/data/id}" } """,
                """ "id": ["{/data/items/0/id}", "{/a~1b}"], "type": "{/data/type|lower}", "time": { "from": "{/time}" }, "handshakes": { "when": { "value": "{/data/type}", "equals": "id" }, "reply": "{/data/id}" } """,
            ]
           select new DefinedProvider(DefinitionReader.Read(
               Encoding.UTF8.GetBytes($$"""{ "name": "x", "signature": { "scheme": "hmac", "headers": [{ "name": "X-S" }] }, {{rules}} }"""), out _)!),
    ];

    private static readonly string[] Names = ["items", "data", "id", "type", "time", "object", "a/b", "", "0", "\\ud800", "\\udc00\\ud800", "it\\ud800ems", "\\u0069d", "\\ud83d\\ude00", "\u00e9"];

    private static readonly string[] Leaves = ["null", "true", "0", "-1e999", "\"\"", "\"id\"", "\"\\ud800\"", "\"a\\u0000\"", "\"\u00e9\"", "\"a.b\"", "1700000000"];

    private static Gen<IReadOnlyList<string>> Members => Few(Member(2));

    private static Gen<string> Member(int depth) => Gen.Zip(Gen.Elements(Names), Json(depth)).Select(static m => $"\"{m.Item1}\":{m.Item2}");

    private static Gen<string> Json(int depth) => depth == 0 ? Gen.Elements(Leaves) : Gen.OneOf(
        Gen.Elements(Leaves),
        Few(Json(depth - 1)).Select(static v => $"[{string.Join(',', v)}]"),
        Few(Member(depth - 1)).Select(static m => $"{{{string.Join(',', m)}}}"),
        Few(Member(depth - 1)).Select(static m => $"{{{string.Join(',', m)}}}"));

    private static Gen<IReadOnlyList<string>> Few(Gen<string> one) => Gen.Choose(0, 5).SelectMany(n => one.ListOf(n)).Select(static l => (IReadOnlyList<string>)[.. l]);

    private static Gen<string> Texts => Gen.OneOf(Gen.Elements(Pieces), Gen.Choose(0, 0xffff).Select(static c => $"{(char)c}")).ListOf().Select(static p => string.Concat(p));

    [Fact]
    public void Read_AnyBody_Answers() => Prop.ForAll(
        Gen.OneOf(Texts.Select(Encoding.UTF8.GetBytes), Gen.ArrayOf(Gen.Choose(0, 255).Select(static b => (byte)b))).ToArbitrary(),
        static body =>
        {
            foreach (var provider in Providers)
            {
                foreach (var type in (string[])["application/json", "application/x-www-form-urlencoded"])
                {
                    var content = provider.Read(Requests.With(body, ("Content-Type", type), ("svix-id", "m"), ("X-GitHub-Event", "e"), ("X-Shopify-Topic", "a/b")));
                    Assert.True(content.Fault is not EnvelopeFault.None || content.IsOne || content.Reply is not null || content.Events?.Count <= body.Length);
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Read_AnyJson_Answers() => Prop.ForAll(
        Gen.OneOf(Json(4), Gen.Zip(Members, Json(3)).Select(static p => $"{{{string.Join(',', p.Item1.Append($"\"items\":[{p.Item2},{p.Item2}]"))}}}")).ToArbitrary(),
        static json =>
        {
            var body = Encoding.UTF8.GetBytes(json);
            using (JsonDocument.Parse(body))
            {
                // What is generated is JSON.
            }

            foreach (var provider in (DefinedProvider[])[.. Providers, .. Pointing])
            {
                var content = provider.Read(Requests.With(body, ("Content-Type", "application/json"), ("svix-id", "m"), ("X-GitHub-Event", "e"), ("X-Shopify-Topic", "a/b")));
                Assert.NotEqual(EnvelopeFault.NotJson, content.Fault);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Theory]
    [InlineData("""{"items":[{"id":"1","type":"a"}],"\ud800":1}""", "1")]
    [InlineData("""{"\ud800":1,"items":[{"id":"1","\udc00":2,"type":"a","\ud800\ud800":[]}],"\ud800x":{}}""", "1")]
    [InlineData("""{"items":[{"id":"1","\ud800":2,"type":"a","\u0069d":"2"}]}""", "2")]
    public void Read_HalfASurrogatePairAsAName_HidesNoOther(string json, string id) =>
        Assert.Equal((id, "a"), Assert.Single(Pointing[0].Read(Requests.With(Encoding.UTF8.GetBytes(json))).Events!) is var e ? (e.Envelope.Id, e.Envelope.Type) : default);

    [Fact]
    public void Verify_AnyHeaders_RefusesAndAnswers() => Prop.ForAll(
        Gen.Zip(Texts, Texts).ToArbitrary(),
        static pair =>
        {
            foreach (var vector in SchemeVectors.Accepted)
            {
                var headers = new HeaderDictionary();
                foreach (var header in vector.Request.Headers)
                {
                    headers[header.Key] = header.Key.Contains("time", StringComparison.OrdinalIgnoreCase) ? pair.Item1 : pair.Item2;
                }

                Assert.False(vector.Scheme.Verify(vector.Request with { Headers = headers, Target = "/" + pair.Item1 }, vector.Secrets, vector.Now).IsValid);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Parse_AnyPointerOrTemplate_Answers() => Prop.ForAll(
        Texts.ToArbitrary(),
        static text =>
        {
            _ = JsonPointer.TryParse(text, out _);
            _ = JsonPointer.TryParse("/" + text, out _);
            Assert.True(ValueTemplate.TryParse(text, out _, out var fault) == (fault is null));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Read_AnyChangeOfADefinition_AnswersWithItOrWithFaults()
    {
        var sources = BuiltInDefinitions.Names.Select(static n => BuiltInDefinitions.Read(n).Json.GetRawText()).ToArray();
        var mutants =
            from source in Gen.Elements(sources)
            from at in Gen.Choose(0, source.Length - 1)
            from length in Gen.Choose(0, 6)
            from piece in Texts
            select source[..at] + piece + source[Math.Min(source.Length, at + length)..];
        Prop.ForAll(mutants.ToArbitrary(), static json =>
        {
            var definition = DefinitionReader.Read(Encoding.UTF8.GetBytes(json), out var faults);
            Assert.True(definition is null == faults.Count > 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void Parse_AnyForm_GivesTheFieldsThatWereWritten() => Prop.ForAll(
        Gen.Zip(Texts, Texts).ListOf().Where(static f => f.Count <= FormBody.MaxFields).ToArbitrary(),
        static fields =>
        {
            var written = fields.Select(static f => (Name: Clean(f.Item1) + "n", Value: Clean(f.Item2))).ToList();
            var body = string.Join('&', written.Select(static f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}"));

            Assert.Equal(written, FormBody.Parse(Encoding.UTF8.GetBytes(body))!.Fields.Select(static f => (f.Key, f.Value)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Parse_MoreFieldsThanAreRead_IsRefused() =>
        Assert.Null(FormBody.Parse(Encoding.UTF8.GetBytes(string.Join('&', Enumerable.Repeat("a=b", FormBody.MaxFields + 1)))));

    // Half of a surrogate pair cannot be written in UTF-8.
    private static string Clean(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
