namespace Signalbox.Tests.Unit.Providers.Stripe.Api;

/// <summary>Reads forms as servers do, and knows nothing of the writer: text, list (by position) or map (by name).</summary>
internal static class FormParser
{
    /// <summary>The whole form as a map of texts, maps and lists.</summary>
    internal static SortedDictionary<string, object> Parse(string form)
    {
        var root = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var pair in form.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            Assert.True(equals > 0, $"a pair without a name and an equals sign: {pair}");
            Assert.True(pair.All(char.IsAscii), $"not ASCII: {pair}");
            Put(root, Steps(pair[..equals]), Decode(pair[(equals + 1)..]));
        }

        return root;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static List<string> Steps(string name)
    {
        // Brackets that belong to a name are escaped, and so not seen here.
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        var steps = new List<string> { Decode(bracket < 0 ? name : name[..bracket]) };
        while (bracket >= 0)
        {
            var end = name.IndexOf(']', bracket);
            Assert.True(end > bracket, $"a bracket is not closed: {name}");
            steps.Add(Decode(name[(bracket + 1)..end]));
            bracket = end + 1 < name.Length ? end + 1 : -1;
            Assert.True(bracket < 0 || name[bracket] == '[', $"something stands behind a bracket: {name}");
        }

        return steps;
    }

    private static void Put(SortedDictionary<string, object> map, List<string> steps, string value)
    {
        for (var i = 0; i < steps.Count - 1; i++)
        {
            if (steps[i + 1].Length == 0)
            {
                Assert.Equal(steps.Count - 2, i);
                var list = (List<object>)GetOrAdd(map, steps[i], static () => new List<object>());
                list.Add(value);
                return;
            }

            map = (SortedDictionary<string, object>)GetOrAdd(
                map, steps[i], static () => new SortedDictionary<string, object>(StringComparer.Ordinal));
        }

        Assert.True(map.TryAdd(steps[^1], value), $"sent twice: {string.Join('/', steps)}");
    }

    private static object GetOrAdd(SortedDictionary<string, object> map, string name, Func<object> make)
    {
        if (!map.TryGetValue(name, out var inner))
        {
            inner = make();
            map.Add(name, inner);
        }

        return inner;
    }
}
