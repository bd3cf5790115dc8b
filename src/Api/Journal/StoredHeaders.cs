namespace Signalbox.Journal;

/// <summary>Reads the headers that the journal keeps.</summary>
internal static class StoredHeaders
{
    /// <param name="text">One <c>Name: value</c> a line.</param>
    /// <returns>The values by name, in the order of the lines; those of a name that comes twice joined by a comma, as HTTP has it.</returns>
    internal static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0)
            {
                var (name, value) = (line[..colon], line[(colon + 2)..]);
                headers[name] = headers.TryGetValue(name, out var first) ? $"{first}, {value}" : value;
            }
        }

        return headers;
    }
}
