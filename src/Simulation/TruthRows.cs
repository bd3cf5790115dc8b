using System.Text;

namespace Signalbox.Simulation;

/// <summary>Writes rows of the ground truth.</summary>
internal static class TruthRows
{
    /// <summary>A row: <c>id</c>, <c>deleted</c> and the columns that are given, as invariant text.</summary>
    internal static TruthRow Row(string table, string id, bool isDeleted, byte[] rawJson, params ReadOnlySpan<(string Name, object? Value)> columns)
    {
        var texts = new Dictionary<string, string?> { ["id"] = id, ["deleted"] = TextOf(isDeleted) };
        foreach (var (name, value) in columns)
        {
            texts[name] = TextOf(value);
        }

        return new TruthRow(table, id, isDeleted, texts, Encoding.UTF8.GetString(rawJson));
    }

    private static string? TextOf(object? value) => value switch
    {
        null => null,
        true => "true",
        false => "false",
        IFormattable number => number.ToString(format: null, formatProvider: null),
        _ => (string)value,
    };
}
