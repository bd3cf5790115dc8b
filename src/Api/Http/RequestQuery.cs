using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Signalbox.Http;

/// <summary>Reads a request's query parameters by what its endpoint declares, and collects everything that is wrong with them.</summary>
internal sealed class RequestQuery
{
    private readonly IQueryCollection _values;
    private readonly Dictionary<string, string> _faults = [];

    private RequestQuery(IQueryCollection values, QueryParameters known)
    {
        _values = values;
        foreach (var name in values.Keys.Where(k => !known.Known.Any(p => p.Name == k)))
        {
            _faults[name] = known.Known.Count == 0
                ? "is not known; this request takes no parameters."
                : $"is not known; known are {string.Join(", ", known.Known.Select(static p => p.Name))}.";
        }
    }

    /// <summary>The problem to answer with, or <see langword="null"/> if all that has been read is right.</summary>
    internal IResult? Fault => _faults.Count == 0 ? null : Problems.BadParameters(_faults);

    internal static RequestQuery Of(HttpContext context) =>
        new(context.Request.Query, context.GetEndpoint()?.Metadata.GetMetadata<QueryParameters>() ?? new QueryParameters([]));

    /// <summary>Remembers a fault; the first one of a parameter is the one that explains the others.</summary>
    internal void Refuse(QueryParameter parameter, string fault) => _faults.TryAdd(parameter.Name, fault);

    /// <summary>The value, or the default, or <see langword="null"/>.</summary>
    internal string? Text(QueryParameter parameter)
    {
        if (!_values.TryGetValue(parameter.Name, out var given))
        {
            return parameter.Default;
        }

        var value = given.ToString();
        if (given.Count > 1)
        {
            Refuse(parameter, "is given more than once.");
        }
        else if (value.Length == 0)
        {
            Refuse(parameter, "is empty; leave it out.");
        }
        else if (value.Length > parameter.MaxLength)
        {
            Refuse(parameter, $"is longer than {parameter.MaxLength} characters.");
        }
        else if (value.Any(char.IsControl))
        {
            Refuse(parameter, "holds a control character.");
        }
        else if (parameter.Choices.Count > 0 && !parameter.Choices.Contains(value))
        {
            Refuse(parameter, $"must be one of {string.Join(", ", parameter.Choices)}; found '{value}'.");
        }

        return value;
    }

    /// <summary>How many items the page may have.</summary>
    internal int Limit()
    {
        var text = Text(QueryParameter.Limit);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > QueryParameter.MostItems)
        {
            Refuse(QueryParameter.Limit, $"must be a whole number from 1 to {QueryParameter.MostItems}; found '{text}'.");
        }

        return limit;
    }

    /// <summary>A moment, or <see langword="null"/> if it is not given.</summary>
    internal DateTimeOffset? Time(QueryParameter parameter)
    {
        if (Text(parameter) is not { } text)
        {
            return null;
        }

        if (Moment.TryParse(text, out var time))
        {
            return time;
        }

        Refuse(parameter, $"must be a time in ISO 8601, such as 2026-01-31T12:00:00Z; found '{text}'.");
        return null;
    }

    /// <summary>The values in the page's cursor, or <see langword="null"/> for the first page.</summary>
    /// <param name="list">What the list is called in its cursors.</param>
    /// <param name="parts">How many values they hold.</param>
    internal string[]? Cursor(string list, int parts)
    {
        if (Text(QueryParameter.Cursor) is not { } text)
        {
            return null;
        }

        if (!PageCursor.TryDecode(text, list, parts, out var values))
        {
            Refuse(QueryParameter.Cursor, "is not a cursor of this list; use next_cursor of one of its pages as it is.");
        }

        return values;
    }

    /// <summary>The number in the page's cursor, or <see langword="null"/> for the first page.</summary>
    internal long? NumberCursor(string list)
    {
        if (Cursor(list, 1) is not [var text])
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            Refuse(QueryParameter.Cursor, "is not a cursor of this list; use next_cursor of one of its pages as it is.");
        }

        return number;
    }
}
