using System.Text.Json;

namespace Signalbox.Providers.Definitions;

/// <summary>One object of a definition while it is read. Every key that was never asked for is a fault; whatever is wrong, reading goes on.</summary>
internal sealed class DefinitionNode
{
    /// <summary>The most entries of a list.</summary>
    internal const int MaxEntries = 64;

    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly List<string> _asked = [];
    private readonly string _path;
    private readonly List<DefinitionFault> _faults;

    internal DefinitionNode(JsonElement json, string path, List<DefinitionFault> faults)
    {
        _path = path;
        _faults = faults;
        if (json.ValueKind is not JsonValueKind.Object)
        {
            faults.Add(new DefinitionFault(path, "must be an object"));
            return;
        }

        foreach (var property in json.EnumerateObject())
        {
            if (!_values.TryAdd(property.Name, property.Value))
            {
                Fault(property.Name, "stands there twice");
            }
        }
    }

    internal void Fault(string key, string detail) => _faults.Add(new DefinitionFault($"{_path}/{Escape(key)}", detail));

    internal bool Has(string key) => _values.ContainsKey(key);

    /// <summary>A text; empty, with a fault, if it is needed and not there.</summary>
    internal string Text(string key, string? otherwise = null, int maxChars = 256, bool allowEmpty = false)
    {
        if (!TryTake(key, out var value))
        {
            if (otherwise is null)
            {
                Fault(key, "is missing");
            }

            return otherwise ?? string.Empty;
        }

        if (value.ValueKind is JsonValueKind.String && TextOf(value) is { } text && text.Length <= maxChars && (allowEmpty || text.Length > 0))
        {
            return text;
        }

        Fault(key, $"must be a text of {(allowEmpty ? 0 : 1)} to {maxChars} characters");
        return otherwise ?? string.Empty;
    }

    /// <summary>The name of a header.</summary>
    internal string Header(string key, string? otherwise = null)
    {
        var name = Text(key, otherwise);
        if (name.Length > 0 && !HeaderName.IsOne(name))
        {
            Fault(key, HeaderName.Rule);
        }

        return name;
    }

    /// <summary>One of some words.</summary>
    internal string Choice(string key, string? otherwise, params ReadOnlySpan<string> choices)
    {
        var before = _faults.Count;
        var text = Text(key, otherwise);
        if (_faults.Count == before && !choices.Contains(text))
        {
            Fault(key, $"must be one of {string.Join(", ", choices!)}{Suggestion(text, choices)}");
            return otherwise ?? choices[0];
        }

        return choices.Contains(text) ? text : choices[0];
    }

    /// <summary>A whole number within bounds.</summary>
    internal int Number(string key, int otherwise, int least, int most)
    {
        if (!TryTake(key, out var value))
        {
            return otherwise;
        }

        if (value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Fault(key, $"must be a whole number from {least} to {most}");
        return otherwise;
    }

    /// <summary>A text or a list of texts, each with its path.</summary>
    internal IReadOnlyList<(string Key, string Text)> Texts(string key, bool isNeeded)
    {
        if (!TryTake(key, out var value))
        {
            if (isNeeded)
            {
                Fault(key, "is missing");
            }

            return [];
        }

        var found = new List<(string, string)>();
        foreach (var (path, element) in Entries(key, value))
        {
            if (element.ValueKind is JsonValueKind.String && TextOf(element) is { Length: > 0 and <= 256 } text)
            {
                found.Add((path, text));
            }
            else
            {
                _faults.Add(new DefinitionFault(path, "must be a text of 1 to 256 characters"));
            }
        }

        if (isNeeded && value.ValueKind is JsonValueKind.Array && value.GetArrayLength() == 0)
        {
            Fault(key, "must not be empty");
        }

        return found;
    }

    /// <summary>An object below this one.</summary>
    internal DefinitionNode? Object(string key, bool isNeeded)
    {
        if (TryTake(key, out var value))
        {
            return new DefinitionNode(value, $"{_path}/{Escape(key)}", _faults);
        }

        if (isNeeded)
        {
            Fault(key, "is missing");
        }

        return null;
    }

    /// <summary>A list of objects.</summary>
    internal IReadOnlyList<DefinitionNode> Objects(string key) =>
        TryTake(key, out var value) ? [.. Entries(key, value).Select(e => new DefinitionNode(e.Element, e.Path, _faults))] : [];

    /// <summary>Reads templates, each fault under its own key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="isNeeded">Whether its absence is a fault.</param>
    /// <param name="rules">What they may take.</param>
    /// <param name="isEventId">Whether they make the event's id.</param>
    internal ValueTemplate[] Templates(string key, bool isNeeded, TemplateRules rules, bool isEventId = false)
    {
        var templates = new List<ValueTemplate>();
        foreach (var (path, text) in Texts(key, isNeeded))
        {
            if (!ValueTemplate.TryParse(text, out var template, out var fault))
            {
                _faults.Add(new DefinitionFault(path, fault));
            }
            else if (rules.FaultOf(template, isEventId) is { } wrong)
            {
                _faults.Add(new DefinitionFault(path, wrong));
            }
            else
            {
                templates.Add(template);
            }
        }

        return [.. templates];
    }

    /// <summary>Adds a fault for each key that was never asked for.</summary>
    internal void Close()
    {
        foreach (var key in _values.Keys.Where(key => !_asked.Contains(key)))
        {
            Fault(key, $"is not a key{(Suggestion(key, [.. _asked]) is { Length: > 0 } found ? found : $"; known here: {string.Join(", ", _asked)}")}");
        }
    }

    private bool TryTake(string key, out JsonElement value)
    {
        _asked.Add(key);
        return _values.TryGetValue(key, out value);
    }

    private IEnumerable<(string Path, JsonElement Element)> Entries(string key, JsonElement value)
    {
        var path = $"{_path}/{Escape(key)}";
        if (value.ValueKind is not JsonValueKind.Array)
        {
            return [(path, value)];
        }

        if (value.GetArrayLength() > MaxEntries)
        {
            Fault(key, $"must not have more than {MaxEntries} entries");
        }

        return value.EnumerateArray().Take(MaxEntries).Select((element, i) => ($"{path}/{i}", element));
    }

    private static string Suggestion(string text, ReadOnlySpan<string> known)
    {
        var (best, cost) = (string.Empty, Math.Max(2, text.Length / 3) + 1);
        foreach (var candidate in known)
        {
            if (EditDistance.Between(text, candidate) is var distance && distance < cost)
            {
                (best, cost) = (candidate, distance);
            }
        }

        return best.Length > 0 && text.Length <= 64 ? $"; did you mean {best}?" : string.Empty;
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of an escaped surrogate pair: valid JSON, but no text.
            return null;
        }
    }

    private static string Escape(string key) => key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
