using System.Text;
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
