using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Signalbox.Providers.Definitions;

/// <summary>
/// A text made of parts of a request: <c>message.{form:MessageStatus|lower}</c>. In braces stand a JSON pointer (<c>{/data/id}</c>),
/// <c>{header:Name}</c>, <c>{query:name}</c>, <c>{form:Name}</c>, <c>{type}</c> (the event's type), <c>{hash}</c> or
/// <c>{unique}</c>, and behind them filters: <c>|lower</c>, <c>|upper</c>, <c>|before:X</c>. If a part is missing or empty there is no text at all. Immutable.
/// </summary>
internal sealed class ValueTemplate
{
    /// <summary>The longest template.</summary>
    internal const int MaxChars = 256;

    private const int MaxResultChars = 8192;

    private readonly Part[] _parts;

    private ValueTemplate(Part[] parts) => _parts = parts;

    private enum PartKind
    {
        Literal,
        Pointer,
        Header,
        Query,
        Form,
        Type,
        Hash,
        Unique,
    }

    /// <summary>Whether it takes anything from a form.</summary>
    internal bool UsesForm => Array.Exists(_parts, static p => p.Kind is PartKind.Form);

    /// <summary>Whether it takes anything from JSON.</summary>
    internal bool UsesJson => Array.Exists(_parts, static p => p.Kind is PartKind.Pointer);

    /// <summary>Whether it takes the event's type.</summary>
    internal bool UsesType => Array.Exists(_parts, static p => p.Kind is PartKind.Type);

    /// <summary>Whether a part takes its value from the request, so that the text may differ from request to request.</summary>
    internal bool Differs => Array.Exists(_parts, static p => p.Kind is not (PartKind.Literal or PartKind.Type));

    /// <summary>Whether a part takes its value from the event itself, so that the text may differ between events of one request.</summary>
    internal bool DiffersByEvent => Array.Exists(_parts, static p => p.Kind is PartKind.Pointer or PartKind.Form or PartKind.Hash or PartKind.Unique);

    /// <summary>The names of the headers that it takes.</summary>
    internal IEnumerable<string> Headers => _parts.Where(static p => p.Kind is PartKind.Header).Select(static p => p.Name);

    /// <summary>Its first literal text that looks like a JSON pointer whose braces were forgotten.</summary>
    internal string? ForgottenPointer => Array.Find(_parts, static p => p.Kind is PartKind.Literal && p.Name.Length > 1 && p.Name[0] == '/' && JsonPointer.TryParse(p.Name, out _))?.Name;

    /// <summary>Whether it is one literal text.</summary>
    internal bool IsLiteral => _parts is [{ Kind: PartKind.Literal }];

    /// <summary>Whether it is another text each time.</summary>
    internal bool IsUnique => Array.Exists(_parts, static p => p.Kind is PartKind.Unique);

    /// <summary>Reads a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="template">What it says.</param>
    /// <param name="fault">What would be right, if it cannot be used.</param>
    internal static bool TryParse(string text, [NotNullWhen(true)] out ValueTemplate? template, [NotNullWhen(false)] out string? fault)
    {
        template = null;
        fault = text.Length is 0 or > MaxChars ? $"must be a template of 1 to {MaxChars} characters" : null;
        var parts = new List<Part>();
        var rest = text;
        while (rest.Length > 0 && fault is null)
        {
            var open = rest.IndexOf('{', StringComparison.Ordinal);
            var literal = open < 0 ? rest : rest[..open];
            var close = rest.IndexOf('}', StringComparison.Ordinal);
            if (literal.Contains('}', StringComparison.Ordinal) || (open >= 0 && close < 0))
            {
                fault = "has a brace without its partner";
                break;
            }

            if (literal.Length > 0)
            {
                parts.Add(new Part(PartKind.Literal, literal, null, []));
            }

            if (open < 0)
            {
                break;
            }

            fault = ParsePart(rest[(open + 1)..close], parts);
            rest = rest[(close + 1)..];
        }

        template = fault is null ? new ValueTemplate([.. parts]) : null;
        return template is not null;
    }

    /// <summary>Makes the text.</summary>
    /// <returns><see langword="null"/> if a part is missing or empty, or the text longer than 8,192 characters.</returns>
    internal string? Evaluate(scoped in EventContext context)
    {
        if (_parts is [var only])
        {
            return ValueOf(only, context);
        }

        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            if (ValueOf(part, context) is not { } value || text.Length + value.Length > MaxResultChars)
            {
                return null;
            }

            text.Append(value);
        }

        return text.ToString();
    }

    /// <summary>The first of several templates that has a text.</summary>
    internal static string? First(ValueTemplate[] templates, scoped in EventContext context)
    {
        foreach (var template in templates)
        {
            if (template.Evaluate(context) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    private static string? ValueOf(Part part, scoped in EventContext context)
    {
        var value = part.Kind switch
        {
            PartKind.Literal => part.Name,
            PartKind.Pointer => context.Json(part.Pointer!),
            PartKind.Header => context.Header(part.Name),
            PartKind.Query => context.Query(part.Name),
            PartKind.Form => context.Form(part.Name),
            PartKind.Type => context.Type,
            PartKind.Hash => context.Hash(),
            PartKind.Unique => Guid.NewGuid().ToString("n"),
            _ => throw new UnreachableException(),
        };
        foreach (var filter in part.Filters)
        {
            value = value is null ? null : filter.Apply(value);
        }

        return value is { Length: > 0 and <= MaxResultChars } ? value : null;
    }

    private static string? ParsePart(string text, List<Part> parts)
    {
        var pieces = text.Split('|');
        var name = pieces[0];
        var filters = new List<Filter>();
        foreach (var piece in pieces[1..])
        {
            if (Filter.Parse(piece) is not { } filter)
            {
                return $"has a filter '{piece}' that does not exist: lower, upper, before:X";
            }

            filters.Add(filter);
        }

        if (name.StartsWith('/'))
        {
            if (!JsonPointer.TryParse(name, out var pointer))
            {
                return $"has a JSON pointer '{name}' that is none (RFC 6901): '~' must be written '~0'";
            }

            parts.Add(new Part(PartKind.Pointer, name, pointer, [.. filters]));
            return null;
        }

        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var argument = colon < 0 ? string.Empty : name[(colon + 1)..];
        PartKind? kind = (colon < 0 ? name : name[..colon], argument.Length > 0) switch
        {
            ("header", true) => PartKind.Header,
            ("query", true) => PartKind.Query,
            ("form", true) => PartKind.Form,
            ("type", false) => PartKind.Type,
            ("hash", false) => PartKind.Hash,
            ("unique", false) => PartKind.Unique,
            _ => null,
        };
        if (kind is not { } known)
        {
            return $"has a part '{{{name}}}' that does not exist: use {{/json/pointer}}, {{header:Name}}, {{query:name}}, {{form:Name}}, {{type}}, {{hash}} or {{unique}}";
        }

        if (known is PartKind.Header && !HeaderName.IsOne(argument))
        {
            return $"has a header '{argument}' whose name {HeaderName.Rule}";
        }

        parts.Add(new Part(known, argument, null, [.. filters]));
        return null;
    }

    private sealed record Part(PartKind Kind, string Name, JsonPointer? Pointer, Filter[] Filters);

    private sealed record Filter(string Name, string Argument)
    {
        internal static Filter? Parse(string text) =>
            text is "lower" or "upper" ? new Filter(text, string.Empty)
            : text.StartsWith("before:", StringComparison.Ordinal) && text.Length > "before:".Length ? new Filter("before", text["before:".Length..])
            : null;

        internal string Apply(string value) => Name switch
        {
            "lower" => value.ToLowerInvariant(),
            "upper" => value.ToUpperInvariant(),
            _ => value.IndexOf(Argument, StringComparison.Ordinal) is >= 0 and var at ? value[..at] : value,
        };
    }
}
