using System.Text.Json;
using System.Text.RegularExpressions;

namespace Signalbox.Publishing;

/// <summary>The rules that the keywords of a schema stand for.</summary>
internal static class SchemaRules
{
    private const int MaxPatternLength = 500;
    private static readonly string[] Types = ["array", "boolean", "integer", "null", "number", "object", "string"];

    /// <summary>The rules of one schema.</summary>
    internal static List<SchemaRule> Of(JsonElement schema, string pointer, Action<string, string> fault)
    {
        var rules = new List<SchemaRule>();
        foreach (var keyword in schema.EnumerateObject())
        {
            var at = $"{pointer}/{JsonSchema.Escape(keyword.Name)}";
            if (keyword.Name is "$schema" or "$id" or "$comment" or "title" or "description" or "default" or "examples" or "deprecated" or "format")
            {
                continue; // of which the standard says that they assert nothing
            }

            if (Rule(keyword, schema, at, fault) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    private static SchemaRule? Rule(JsonProperty keyword, JsonElement schema, string at, Action<string, string> fault)
    {
        var value = keyword.Value;
        switch (keyword.Name)
        {
            case "type":
                return Type(value, at, fault);
            case "enum" when value.ValueKind is JsonValueKind.Array && value.GetArrayLength() > 0:
                return Among([.. value.EnumerateArray()], "must be one of the values of the schema's enum.");
            case "enum":
                return Wrong(at, "must be a list of values.", fault);
            case "const":
                return Among([value], "must be the schema's const.");
            case "required":
                return Required(value, at, fault);
            case "properties":
                return Properties(value, at, fault);
            case "additionalProperties":
                return Additional(value, schema, at, fault);
            case "items":
                return Items(value, at, fault);
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum":
                return value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var limit) ? Bound(keyword.Name, limit) : Wrong(at, "must be a number.", fault);
            case "minLength" or "maxLength" or "minItems" or "maxItems":
                return value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0 ? Size(keyword.Name, count) : Wrong(at, "must be a whole number, 0 or more.", fault);
            case "pattern":
                return Pattern(value, at, fault);
            default:
                return Wrong(at, $"is not supported; there are {JsonSchema.Keywords}.", fault);
        }
    }

    private static SchemaRule? Type(JsonElement value, string at, Action<string, string> fault)
    {
        string?[] names = value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()],
            JsonValueKind.Array => [.. value.EnumerateArray().Select(static v => v.ValueKind is JsonValueKind.String ? v.GetString() : null)],
            _ => [],
        };
        if (names.Length == 0 || !names.All(Types.Contains))
        {
            return Wrong(at, $"must be one of {string.Join(", ", Types)}, or a list of them.", fault);
        }

        var text = string.Join(" or ", names);
        return (v, pointer, tell) => names.Any(name => IsOf(v, name!)) || tell(pointer, $"must be {text}.");
    }

    private static bool IsOf(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Array => type == "array",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Null => type == "null",
        JsonValueKind.Object => type == "object",
        JsonValueKind.String => type == "string",
        _ => type == "number" || (type == "integer" && (value.TryGetDecimal(out var number) ? decimal.IsInteger(number) : value.TryGetDouble(out var large) && double.IsInteger(large))),
    };

    private static SchemaRule Among(JsonElement[] values, string fault)
    {
        var kept = Array.ConvertAll(values, static v => v.Clone());
        return (v, pointer, tell) => kept.Any(k => JsonElement.DeepEquals(k, v)) || tell(pointer, fault);
    }

    private static SchemaRule? Required(JsonElement value, string at, Action<string, string> fault)
    {
        if (value.ValueKind is not JsonValueKind.Array || value.EnumerateArray().Any(static v => v.ValueKind is not JsonValueKind.String))
        {
            return Wrong(at, "must be a list of names.", fault);
        }

        var names = value.EnumerateArray().Select(static v => v.GetString()!).ToArray();
        return (v, pointer, tell) => v.ValueKind is not JsonValueKind.Object
            || names.All(name => v.TryGetProperty(name, out _) || tell($"{pointer}/{JsonSchema.Escape(name)}", "is required."));
    }

    private static SchemaRule? Properties(JsonElement value, string at, Action<string, string> fault)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            return Wrong(at, "must be an object: names and schemas.", fault);
        }

        var schemas = new List<(string Name, JsonSchema Schema)>();
        foreach (var property in value.EnumerateObject())
        {
            schemas.Add((property.Name, JsonSchema.Read(property.Value, $"{at}/{JsonSchema.Escape(property.Name)}", fault)));
        }

        return (v, pointer, tell) => v.ValueKind is not JsonValueKind.Object
            || schemas.TrueForAll(p => !v.TryGetProperty(p.Name, out var member) || p.Schema.Check(member, $"{pointer}/{JsonSchema.Escape(p.Name)}", tell));
    }

    private static SchemaRule Additional(JsonElement value, JsonElement schema, string at, Action<string, string> fault)
    {
        HashSet<string> known = schema.TryGetProperty("properties", out var properties) && properties.ValueKind is JsonValueKind.Object
            ? [.. properties.EnumerateObject().Select(static p => p.Name)]
            : [];
        var others = JsonSchema.Read(value, at, fault);
        return (v, pointer, tell) => v.ValueKind is not JsonValueKind.Object
            || v.EnumerateObject().All(member => known.Contains(member.Name) || others.Check(member.Value, $"{pointer}/{JsonSchema.Escape(member.Name)}", tell));
    }

    private static SchemaRule Items(JsonElement value, string at, Action<string, string> fault)
    {
        var each = JsonSchema.Read(value, at, fault);
        return (v, pointer, tell) => v.ValueKind is not JsonValueKind.Array || v.EnumerateArray().Index().All(item => each.Check(item.Item, $"{pointer}/{item.Index}", tell));
    }

    private static SchemaRule Bound(string keyword, decimal limit) => (v, pointer, tell) =>
    {
        if (v.ValueKind is not JsonValueKind.Number)
        {
            return true;
        }

        // What a decimal cannot hold is far from every limit, or next to nothing.
        var order = v.TryGetDecimal(out var exact) ? exact.CompareTo(limit) : v.GetDouble().CompareTo((double)limit);
        var isRight = keyword switch { "minimum" => order >= 0, "maximum" => order <= 0, "exclusiveMinimum" => order > 0, _ => order < 0 };
        return isRight || tell(pointer, $"must be {keyword switch { "minimum" => "at least", "maximum" => "at most", "exclusiveMinimum" => "more than", _ => "less than" }} {limit}.");
    };

    private static SchemaRule Size(string keyword, int count) => (v, pointer, tell) =>
    {
        var isOfText = keyword is "minLength" or "maxLength";
        if (v.ValueKind != (isOfText ? JsonValueKind.String : JsonValueKind.Array))
        {
            return true;
        }

        // Characters are code points.
        var size = isOfText ? v.GetString()!.EnumerateRunes().Count() : v.GetArrayLength();
        var isLeast = keyword is "minLength" or "minItems";
        return (isLeast ? size >= count : size <= count) || tell(pointer, $"must have at {(isLeast ? "least" : "most")} {count} {(isOfText ? "characters" : "items")}.");
    };

    private static SchemaRule? Pattern(JsonElement value, string at, Action<string, string> fault)
    {
        if (value.ValueKind is not JsonValueKind.String || value.GetString() is not { Length: <= MaxPatternLength } pattern)
        {
            return Wrong(at, $"must be a regular expression of at most {MaxPatternLength} characters.", fault);
        }

        try
        {
            // Whoever writes the schema must not be able to hold up whoever publishes: matched in linear time.
            var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
            return (v, pointer, tell) => v.ValueKind is not JsonValueKind.String || regex.IsMatch(v.GetString()!) || tell(pointer, "must match the schema's pattern.");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return Wrong(at, "must be a regular expression without look-around, back references and the like, which can take for ever.", fault);
        }
    }

    private static SchemaRule? Wrong(string at, string what, Action<string, string> fault)
    {
        fault(at, what);
        return null;
    }
}
