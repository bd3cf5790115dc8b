using System.Text;
using Signalbox.Providers.Definitions;

namespace Signalbox.Tests.Unit.Providers.Definitions;

public sealed class DefinitionReaderTests
{
    private const string Rest = """ "id": "{/id}", "type": "{/type}" """;
    private const string Hmac = """ "signature": { "scheme": "hmac", "headers": [{ "name": "X-S" }] } """;

    private const string NoId = "is no id: without a pointer, header, query, form, {hash} or {unique} part, all events after the first would count as duplicates";

    /// <summary>A definition, and its one fault.</summary>
    public static TheoryData<string, string> Faulty => new()
    {
        { "[]", "The definition must be an object" },
        { "{", "The definition is not JSON: line 1, byte 2" },
        { $$"""{ "name": "A", {{Hmac}}, {{Rest}} }""", "/name must be 1 to 63 characters of a-z, 0-9, '-' and '_'" },
        { $$"""{ "name": "a", "nmae": 1, {{Hmac}}, {{Rest}} }""", "/nmae is not a key; did you mean name?" },
        { $$"""{ "name": "a", "name": "b", {{Hmac}}, {{Rest}} }""", "/name stands there twice" },
        { $$"""{ "name": "a", {{Rest}} }""", "/signature is missing" },
        { $$"""{ "name": "a", {{Hmac}}, "type": "{/type}" }""", "/id is missing" },
        { $$"""{ "name": "a", {{Hmac}}, "id": [], "type": "{/type}" }""", "/id must not be empty" },
        { $$"""{ "name": "a", {{Hmac}}, "id": ["{/id}", "{id}"], "type": "x" }""", "/id/1 has a part '{id}' that does not exist: use {/json/pointer}, {header:Name}, {query:name}, {form:Name}, {type}, {hash} or {unique}" },
        { $$"""{ "name": "a", {{Hmac}}, "id": "{/a~2}", "type": "x" }""", "/id has a JSON pointer '/a~2' that is none (RFC 6901): '~' must be written '~0'" },
        { $$"""{ "name": "a", {{Hmac}}, "id": "{/a", "type": "x" }""", "/id has a brace without its partner" },
        { $$"""{ "name": "a", {{Hmac}}, "id": "{/a|lowre}", "type": "x" }""", "/id has a filter 'lowre' that does not exist: lower, upper, before:X" },
        { $$"""{ "name": "a", {{Hmac}}, "id": "{form:a}", "type": "x" }""", "/id takes a form's field, but the body is json; set body to form or auto" },
        { $$"""{ "name": "a", {{Hmac}}, {{Rest}}, "body": "from" }""", "/body must be one of json, form, auto; did you mean form?" },
        { $$"""{ "name": "a", {{Hmac}}, {{Rest}}, "max_events": 0 }""", "/max_events must be a whole number from 1 to 10000" },
        { $$"""{ "name": "a", {{Hmac}}, {{Rest}}, "events": "items" }""", "/events must be a JSON pointer (RFC 6901): empty if the body itself is the array, otherwise such as /items" },
        { $$"""{ "name": "a", {{Hmac}}, {{Rest}}, "time": { "from": "{/t}", "format": "unixms" } }""", "/time/format must be one of iso8601, unix, unix_ms, rfc2822; did you mean unix_ms?" },
        { $$"""{ "name": "a", {{Hmac}}, {{Rest}}, "streams": [{ "kind": "k", "id": "{/i}" }, { "id": "{/i}" }] }""", "/streams/1/kind is missing" },
        { $$"""{ "name": "a", {{Hmac}}, {{Rest}}, "handshakes": [{ "when": { "value": "{/t}", "equals": "x" } }] }""", "/handshakes/0/reply is missing" },
        { $$"""{ "name": "a", {{Hmac}}, {{Rest}}, "keep_headers": ["Cookie"] }""", "/keep_headers must not name Cookie, which carries a secret" },
        { $$"""{ "name": "a", "signature": { "scheme": "hmac" }, {{Rest}} }""", "/signature/headers is missing: a list of headers that carry signatures, each with its name" },
        { $$"""{ "name": "a", "signature": { "scheme": "hmac", "headers": [{ "name": "S" }], "content": "{timestamp}" }, {{Rest}} }""", "/signature/content must hold {body}: what is not signed, anybody can change" },
        { $$"""{ "name": "a", "signature": { "scheme": "hmac", "headers": [{ "name": "S" }], "content": "{timestamp}{body}" }, {{Rest}} }""", "/signature/timestamp is missing: content holds {timestamp}" },
        { $$"""{ "name": "a", "signature": { "scheme": "hmac", "headers": [{ "name": "S" }], "tolerance_seconds": 5 }, {{Rest}} }""", "/signature/tolerance_seconds must be absent: without a signed timestamp there is no age" },
        { $$"""{ "name": "a", "signature": { "scheme": "shared-secret", "header": "X-Key" }, {{Rest}}, "keep_headers": "x-key" }""", "/keep_headers must not name x-key, which carries a secret" },
        { $$"""{ "name": "a", {{Hmac}}, "id": "/id", "type": "x" }""", $"/id {NoId}; did you mean {{/id}}?" },
        { $$"""{ "name": "a", {{Hmac}}, "id": ["{/id}", "{type}"], "type": "x" }""", $"/id/1 {NoId}" },
        { $$"""{ "name": "a", {{Hmac}}, "id": "main", "type": "x" }""", $"/id {NoId}" },
        { $$"""{ "name": "a", {{Hmac}}, "events": "/items", "id": "{header:X-Id}.{query:a}", "type": "x" }""", "/id is the same for all events of one request, so that all after the first would count as duplicates: add a pointer, form, {hash} or {unique} part" },
        { $$"""{ "name": "a", {{Hmac}}, "id": "{/id}", "type": "/type" }""", "/type is the same text each time; did you mean {/type}?" },
        { $$"""{ "name": "a", {{Hmac}}, {{Rest}}, "streams": { "kind": "k", "id": "/data/id" } }""", "/streams/id is the same text each time; did you mean {/data/id}?" },
        { $$"""{ "name": "a", {{Hmac}}, {{Rest}}, "time": { "from": "{form:t}" } }""", "/time/from takes a form's field, but the body is json; set body to form or auto" },
        { $$"""{ "name": "a", {{Hmac}}, {{Rest}}, "streams": { "kind": "k", "id": "{form:i}" } }""", "/streams/id takes a form's field, but the body is json; set body to form or auto" },
        { $$"""{ "name": "a", {{Hmac}}, {{Rest}}, "handshakes": { "when": { "value": "{form:a}", "equals": "x" }, "reply": "y" } }""", "/handshakes/when/value takes a form's field, but the body is json; set body to form or auto" },
        { $$"""{ "name": "a", {{Hmac}}, "body": "form", "id": "{form:i}", "type": "x", "handshakes": { "when": { "value": "{form:a}", "equals": "x" }, "reply": "{/y}" } }""", "/handshakes/reply takes a JSON pointer, but the body is a form; set body to json or auto" },
        { $$"""{ "name": "a", {{Hmac}}, "id": "{header:X Id}", "type": "x" }""", $"/id has a header 'X Id' whose name {HeaderName.Rule}" },
        { $$"""{ "name": "a", {{Hmac}}, {{Rest}}, "keep_headers": ["X-Id:"] }""", $"/keep_headers has the name 'X-Id:', which {HeaderName.Rule}" },
        { $$"""{ "name": "a", "signature": { "scheme": "hmac", "headers": [{ "name": "X-S " }] }, {{Rest}} }""", $"/signature/headers/0/name {HeaderName.Rule}" },
        { $$"""{ "name": "a", "signature": { "scheme": "ecdsa", "header": "X-S", "timestamp_header": "X/T" }, {{Rest}} }""", $"/signature/timestamp_header {HeaderName.Rule}" },
        { $$"""{ "name": "a", {{Hmac}}, {{Rest}}, "keep_headers": ["x-api-key"] }""", "/keep_headers must not name x-api-key, which carries a secret" },
        { $$"""{ "name": "a", {{Hmac}}, "id": "{header:authorization}", "type": "x" }""", "/id must not take the header authorization, which carries a secret: it would be stored in clear" },
        { $$"""{ "name": "a", "signature": { "scheme": "shared-secret", "header": "X-Key" }, {{Rest}}, "streams": { "kind": "k", "id": "{header:x-key}" } }""", "/streams/id must not take the header x-key, which carries a secret: it would be stored in clear" },
        { $$"""{ "name": "a", {{Hmac}}, {{Rest}}, "time": { "from": "{header:X-Auth-Token}" } }""", "/time/from must not take the header X-Auth-Token, which carries a secret: it would be stored in clear" },
        { $$"""{ "name": "a", "signature": { "scheme": "twilio", "header": "X" }, {{Rest}} }""", "/signature/header is not a key; known here: scheme" },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void Read_Faulty_NamesTheKeyAndWhatWouldBeRight(string json, string fault)
    {
        Assert.Null(Read(json, out var faults));

        Assert.Equal([fault], faults);
    }

    [Fact]
    public void Read_SeveralFaults_NamesAll()
    {
        Assert.Null(Read("""{ "signature": { "scheme": "hmac", "algorithm": "md5" }, "idd": "{/id}" }""", out var faults));

        Assert.Equal(
            ["/name is missing", "/signature/algorithm", "/signature/headers is missing", "/id is missing", "/type is missing", "/idd is not a key"],
            faults.Where(static f => !f.StartsWith("/name must", StringComparison.Ordinal)).Select(static f => f[..Math.Min(f.Length, f.IndexOf(" must", StringComparison.Ordinal) is > 0 and var must ? must : f.IndexOfAny([':', ';']) is > 0 and var end ? end : f.Length)]));
    }

    [Fact]
    public void Read_TooLong_IsRefused()
    {
        Assert.Null(Read($"{{ \"name\": \"{new string('a', DefinitionReader.MaxBytes)}\" }}", out var faults));

        Assert.Equal(["The definition must be UTF-8 of at most 65536 bytes"], faults);
    }

    [Fact]
    public void CatalogReplace_TheSameObjectFollowsItsDefinition()
    {
        var catalog = new ProviderCatalog();
        catalog.ReplaceConfigured([Valid("one", "A")]);
        Assert.True(catalog.TryFind("one", out var one));
        Assert.Equal("A", one.Read(Requests.With("{\"id\":1}"u8.ToArray())).Envelope.Type);

        catalog.ReplaceConfigured([Valid("one", "B"), Valid("two", "C")]);

        Assert.Equal("B", one.Read(Requests.With("{\"id\":1}"u8.ToArray())).Envelope.Type);
        catalog.ReplaceConfigured([]);
        Assert.False(catalog.TryFind("one", out _));
        Assert.Equal("B", one.Read(Requests.With("{\"id\":1}"u8.ToArray())).Envelope.Type);
        Assert.Throws<ArgumentException>(() => catalog.ReplaceConfigured([Valid("stripe", "A")]));
    }

    private static ProviderDefinition Valid(string name, string type) =>
        Read($$"""{ "name": "{{name}}", {{Hmac}}, "id": "{/id}", "type": "{{type}}" }""", out _)!;

    private static ProviderDefinition? Read(string json, out string[] faults)
    {
        var definition = DefinitionReader.Read(Encoding.UTF8.GetBytes(json), out var found);
        faults = [.. found.Select(static f => f.ToString())];
        return definition;
    }
}
