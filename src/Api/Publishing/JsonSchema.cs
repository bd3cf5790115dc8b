using System.Text.Json;

namespace Signalbox.Publishing;

/// <summary>
/// A part of JSON Schema (https://json-schema.org/draft/2020-12): what most schemas of events need, and nothing that is read but not checked. Safe
/// for any number of callers at once.
/// </summary>
internal sealed class JsonSchema
{
    /// <summary>The keywords that are checked, for people.</summary>
    internal const string Keywords = "type, properties, required, additionalProperties, items, minItems, maxItems, enum, const, minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, maxLength and pattern";

    /// <summary>The most faults that are told of one value.</summary>
    internal const int MostFaults = 20;

    private readonly List<SchemaRule> _rules;
    private readonly bool _refusesAll;

    private JsonSchema(List<SchemaRule> rules, bool refusesAll) => (_rules, _refusesAll) = (rules, refusesAll);

    /// <summary>Reads a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="fault">Is told of each fault: a JSON pointer into the schema, and what is wrong there, as the end of a sentence.</param>
    /// <returns><see langword="null"/> if there are faults.</returns>
    internal static JsonSchema? Read(JsonElement schema, Action<string, string> fault)
    {
        var isRight = true;
        var read = Read(schema, string.Empty, Tell);
        return isRight ? read : null;

        void Tell(string pointer, string what)
        {
            isRight = false;
            fault(pointer, what);
        }
    }

    /// <summary>Checks a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="fault">Is told of each fault, of <see cref="MostFaults"/> at most: a JSON pointer into the value, and what is wrong there.</param>
    internal void Check(JsonElement value, Action<string, string> fault)
    {
        var count = 0;
        Check(value, string.Empty, (pointer, what) =>
        {
            if (count++ < MostFaults)
            {
                fault(pointer, what);
            }

            return count < MostFaults;
        });
    }

    /// <summary>Checks a value at a place.</summary>
    /// <returns><see langword="false"/> if no more faults are wanted.</returns>
    internal bool Check(JsonElement value, string pointer, Func<string, string, bool> fault)
    {
        if (_refusesAll)
        {
            return fault(pointer, "must not be there.");
        }

        foreach (var rule in _rules)
        {
            if (!rule(value, pointer, fault))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads a schema within another.</summary>
    internal static JsonSchema Read(JsonElement schema, string pointer, Action<string, string> fault)
    {
        switch (schema.ValueKind)
        {
            case JsonValueKind.True:
                return new JsonSchema([], refusesAll: false);
            case JsonValueKind.False:
                return new JsonSchema([], refusesAll: true);
            case JsonValueKind.Object:
                return new JsonSchema(SchemaRules.Of(schema, pointer, fault), refusesAll: false);
            default:
                fault(pointer, "must be a schema: an object, true or false.");
                return new JsonSchema([], refusesAll: false);
        }
    }

    /// <summary>A member's name in a JSON pointer.</summary>
    internal static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}

/// <summary>Checks a value at a place.</summary>
/// <returns><see langword="false"/> if no more faults are wanted.</returns>
internal delegate bool SchemaRule(JsonElement value, string pointer, Func<string, string, bool> fault);
