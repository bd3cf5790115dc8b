using System.Text;
using System.Text.Json;

namespace Signalbox.Destinations;

/// <summary>
/// What is accepted at one place of a body, each by itself enough: a value that it is equal to, <c>{"prefix": "x"}</c> (a string that begins so),
/// <c>{"not": [values]}</c> (something is there that is none of these), <c>{"exists": true}</c> (anything is there, null too), <c>{"exists": false}</c>.
/// </summary>
internal sealed class FieldCondition
{
    /// <summary>The most values of a condition.</summary>
    internal const int MostValues = 100;

    private const string Forms = "must be strings, numbers, booleans, null, {\"exists\": true or false}, {\"prefix\": \"…\"} or {\"not\": [values]}.";

    private readonly FieldLiterals _literals = new();
    private readonly List<FieldLiterals> _others = [];
    private readonly List<byte[]> _prefixes = [];
    private bool _isThere;

    /// <summary>Whether it is met if there is nothing.</summary>
    internal bool AcceptsNothing { get; private set; }

    /// <summary>Reads one.</summary>
    /// <param name="values">The list of what is accepted.</param>
    /// <param name="fault">What is wrong with it, as the end of a sentence.</param>
    internal static FieldCondition? Read(JsonElement values, out string? fault)
    {
        fault = null;
        if (values.ValueKind is not JsonValueKind.Array || values.GetArrayLength() is 0 or > MostValues)
        {
            fault = $"must be a list of 1 to {MostValues} accepted values.";
            return null;
        }

        var condition = new FieldCondition();
        foreach (var value in values.EnumerateArray())
        {
            if (!condition.TryAdd(value))
            {
                fault = Forms;
                return null;
            }
        }

        return condition;
    }

    /// <summary>Whether the value that the reader stands on is accepted. Does not move the reader.</summary>
    internal bool Accepts(ref Utf8JsonReader reader)
    {
        if (_isThere || _literals.Hold(ref reader))
        {
            return true;
        }

        foreach (var others in _others)
        {
            if (!others.Hold(ref reader))
            {
                return true;
            }
        }

        return _prefixes.Count > 0 && reader.TokenType is JsonTokenType.String && HasPrefix(ref reader);
    }

    private bool HasPrefix(ref Utf8JsonReader reader)
    {
        var text = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
        foreach (var prefix in _prefixes)
        {
            if (text.StartsWith(prefix))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryAdd(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            return _literals.TryAdd(value);
        }

        if (value.GetPropertyCount() != 1)
        {
            return false;
        }

        var form = value.EnumerateObject().First();
        switch (form)
        {
            case { Name: "exists", Value.ValueKind: JsonValueKind.True }:
                return _isThere = true;
            case { Name: "exists", Value.ValueKind: JsonValueKind.False }:
                return AcceptsNothing = true;
            case { Name: "prefix", Value.ValueKind: JsonValueKind.String }:
                _prefixes.Add(Encoding.UTF8.GetBytes(form.Value.GetString()!));
                return true;
            case { Name: "not", Value.ValueKind: JsonValueKind.Array } when form.Value.GetArrayLength() is > 0 and <= MostValues:
                var others = new FieldLiterals();
                _others.Add(others);
                return form.Value.EnumerateArray().All(others.TryAdd);
            default:
                return false;
        }
    }
}
