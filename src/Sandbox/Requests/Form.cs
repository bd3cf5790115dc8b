using System.Globalization;
using System.Net;

namespace Signalbox.Sandbox.Requests;

/// <summary>
/// The parameters of a request in Stripe's encoding: <c>name=value</c> pairs, nested with brackets (<c>items[0][price]</c>,
/// <c>metadata[key]</c>, <c>expand[]</c>). Every fault is a <see cref="StripeErrorException"/> that names the parameter. Immutable.
/// </summary>
internal sealed class Form
{
    /// <summary>How many parameters a request may have.</summary>
    internal const int MaxFields = 2000;

    private readonly string _prefix;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _fields;

    private Form(string prefix, IReadOnlyList<KeyValuePair<string, string>> fields) => (_prefix, _fields) = (prefix, fields);

    /// <summary>All parameters in one order, whatever the order they came in: equal for equal requests.</summary>
    internal string Canonical => string.Join('&', _fields.Select(static one => $"{Uri.EscapeDataString(one.Key)}={Uri.EscapeDataString(one.Value)}").Order(StringComparer.Ordinal));

    /// <summary>The names of the first level.</summary>
    internal IEnumerable<string> Names => _fields.Select(static one => one.Key.Split('[')[0]).Distinct();

    internal static Form Parse(params ReadOnlySpan<string> texts)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var text in texts)
        {
            foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var at = pair.IndexOf('=', StringComparison.Ordinal);
                var (name, value) = at < 0 ? (pair, "") : (pair[..at], pair[(at + 1)..]);
                fields.Add(new(WebUtility.UrlDecode(name), WebUtility.UrlDecode(value)));
            }
        }

        return fields.Count <= MaxFields ? new Form("", fields) : throw Refused($"A request has at most {MaxFields} parameters.", param: null);
    }

    internal bool Has(string name) => Names.Contains(name);

    /// <summary>Null when it is missing; empty when it is to be unset.</summary>
    internal string? Text(string name)
    {
        foreach (var one in _fields)
        {
            if (one.Key == name)
            {
                return one.Value;
            }
        }

        return null;
    }

    internal string Required(string name) => Text(name) is { Length: > 0 } value
        ? value
        : throw new StripeErrorException(StripeError.Invalid($"Missing required param: {Named(name)}.", Named(name), "parameter_missing"));

    internal long? Whole(string name) => Text(name) switch
    {
        null or "" => null,
        var text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw Refused($"Invalid integer: {text}", Named(name), "parameter_invalid_integer"),
    };

    internal bool? Flag(string name) => Text(name) switch
    {
        null or "" => null,
        "true" => true,
        "false" => false,
        var text => throw Refused($"Invalid boolean: {text}", Named(name)),
    };

    /// <summary>One of the values, or null when it is missing.</summary>
    internal string? Choice(string name, params ReadOnlySpan<string> choices)
    {
        var text = Text(name);
        if (text is null or "" || choices.Contains(text))
        {
            return text is "" ? null : text;
        }

        throw Refused($"Invalid {Named(name)}: must be one of {string.Join(", ", choices.ToArray())}", Named(name));
    }

    /// <summary>What is nested below the name: <c>metadata[key]</c> as <c>key</c>.</summary>
    internal Form Nested(string name)
    {
        var start = $"{name}[";
        var below = _fields
            .Where(one => one.Key.StartsWith(start, StringComparison.Ordinal) && one.Key.IndexOf(']', start.Length) > 0)
            .Select(one =>
            {
                var end = one.Key.IndexOf(']', start.Length);
                return KeyValuePair.Create(one.Key[start.Length..end] + one.Key[(end + 1)..], one.Value);
            });
        return new Form(Named(name), [.. below]);
    }

    /// <summary>Keys and values without further nesting.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Pairs => _fields;

    /// <summary><c>name[]</c> or <c>name[0]</c>, in the order of the request.</summary>
    internal IReadOnlyList<string> List(string name) => [.. Nested(name)._fields.Select(static one => one.Value)];

    /// <summary>The objects of a list: <c>items[0][price]</c>.</summary>
    internal IReadOnlyList<Form> Items(string name)
    {
        var all = Nested(name);
        return [.. all.Names.Select(all.Nested)];
    }

    /// <summary>Refuses what a caller may think has an effect.</summary>
    internal void RequireKnown(IReadOnlyCollection<string> known)
    {
        foreach (var name in Names)
        {
            if (!known.Contains(name))
            {
                throw Refused($"Received unknown parameter: {Named(name)}", Named(name), "parameter_unknown");
            }
        }
    }

    internal StripeErrorException Wrong(string name, string message, string? code = null) => Refused(message, Named(name), code);

    private static StripeErrorException Refused(string message, string? param, string? code = null) => new(StripeError.Invalid(message, param, code));

    private string Named(string name) => _prefix.Length == 0 ? name : $"{_prefix}[{name}]";
}
