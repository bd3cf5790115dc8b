using System.Text.Json;
using Signalbox.Publishing;

namespace Signalbox.Tests.Unit.Publishing;

/// <summary>What fits a schema, and what is no schema.</summary>
public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("true", "1", null)]
    [InlineData("false", "1", "")]
    [InlineData("{}", "null", null)]
    [InlineData("""{"type": "string"}""", "\"a\"", null)]
    [InlineData("""{"type": "string"}""", "1", "")]
    [InlineData("""{"type": ["string", "null"]}""", "null", null)]
    [InlineData("""{"type": "integer"}""", "1.0", null)]
    [InlineData("""{"type": "integer"}""", "1.5", "")]
    [InlineData("""{"type": "integer"}""", "1e300", null)]
    [InlineData("""{"type": "number"}""", "1.5", null)]
    [InlineData("""{"type": "boolean"}""", "true", null)]
    [InlineData("""{"enum": ["a", 1, {"b": [2]}]}""", """{"b":[2.0]}""", null)]
    [InlineData("""{"enum": ["a"]}""", "\"b\"", "")]
    [InlineData("""{"const": null}""", "null", null)]
    [InlineData("""{"const": null}""", "0", "")]
    [InlineData("""{"minimum": 1}""", "1", null)]
    [InlineData("""{"minimum": 1}""", "0.99", "")]
    [InlineData("""{"exclusiveMinimum": 1}""", "1", "")]
    [InlineData("""{"maximum": 1}""", "1e300", "")]
    [InlineData("""{"exclusiveMaximum": 1}""", "0", null)]
    [InlineData("""{"minimum": 1}""", "\"text\"", null)]
    [InlineData("""{"minLength": 2}""", "\"\ud83d\ude00\"", "")]
    [InlineData("""{"maxLength": 1}""", "\"\ud83d\ude00\"", null)]
    [InlineData("""{"pattern": "^a+$"}""", "\"aaa\"", null)]
    [InlineData("""{"pattern": "^a+$"}""", "\"aab\"", "")]
    [InlineData("""{"pattern": "b"}""", "\"aba\"", null)]
    [InlineData("""{"minItems": 1}""", "[]", "")]
    [InlineData("""{"maxItems": 1}""", "[1,2]", "")]
    [InlineData("""{"items": {"type": "string"}}""", """["a",1]""", "/1")]
    [InlineData("""{"required": ["a/b"]}""", "{}", "/a~1b")]
    [InlineData("""{"properties": {"a": {"properties": {"b": {"type": "null"}}}}}""", """{"a":{"b":1}}""", "/a/b")]
    [InlineData("""{"properties": {"a": true}, "additionalProperties": false}""", """{"a":1,"b":2}""", "/b")]
    [InlineData("""{"properties": {"a": true}, "additionalProperties": {"type": "string"}}""", """{"a":1,"b":"2"}""", null)]
    [InlineData("""{"title": "t", "format": "email", "description": "d", "default": 1}""", "2", null)]
    public void Check_TellsThePlaceOfAFault(string schema, string value, string? fault)
    {
        var faults = new List<string>();
        using var json = JsonDocument.Parse(value);
        Read(schema)!.Check(json.RootElement, (pointer, _) => faults.Add(pointer));
        Assert.Equal(fault is null ? [] : [fault], faults);
    }

    [Fact]
    public void Check_ManyFaults_StopsAtTheMost()
    {
        var count = 0;
        using var json = JsonDocument.Parse($"[{string.Join(',', Enumerable.Range(0, 1_000))}]");
        Read("""{"items": {"type": "string"}}""")!.Check(json.RootElement, (_, _) => count++);
        Assert.Equal(JsonSchema.MostFaults, count);
    }

    [Theory]
    [InlineData("1", "")]
    [InlineData("""{"type": "text"}""", "/type")]
    [InlineData("""{"type": []}""", "/type")]
    [InlineData("""{"enum": []}""", "/enum")]
    [InlineData("""{"oneOf": [{}]}""", "/oneOf")]
    [InlineData("""{"$ref": "#/$defs/a"}""", "/$ref")]
    [InlineData("""{"properties": {"a": {"items": 1}}}""", "/properties/a/items")]
    [InlineData("""{"properties": []}""", "/properties")]
    [InlineData("""{"required": "a"}""", "/required")]
    [InlineData("""{"minimum": "1"}""", "/minimum")]
    [InlineData("""{"minLength": -1}""", "/minLength")]
    [InlineData("""{"pattern": "("}""", "/pattern")]
    [InlineData("""{"pattern": "(?=a)b"}""", "/pattern")]
    public void Read_WhatIsNotChecked_IsRefusedByItsPlace(string schema, string place)
    {
        var faults = new List<string>();
        using var json = JsonDocument.Parse(schema);
        Assert.Null(JsonSchema.Read(json.RootElement, (at, _) => faults.Add(at)));
        Assert.Equal([place], faults);
    }

    [Fact]
    public void OwnSchemas_AreSchemas()
    {
        Assert.Equal(OwnEventTypes.All, OwnEventSchemas.All.Select(static t => t.Type));
        Assert.All(OwnEventSchemas.All, static t => Assert.NotNull(Read(System.Text.Encoding.UTF8.GetString(t.Schema.Utf8.Span))));
    }

    private static JsonSchema? Read(string schema)
    {
        using var json = JsonDocument.Parse(schema);
        return JsonSchema.Read(json.RootElement, static (pointer, fault) => Assert.Fail($"{pointer} {fault}"));
    }
}
