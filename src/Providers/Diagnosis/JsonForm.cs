using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Signalbox.Providers.Diagnosis;

/// <summary>How a program writes JSON: what it puts between values, how it escapes, in which order it puts members. Numbers stay as they were written.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Indent">What stands before a value for each level; <see langword="null"/>: all on one line.</param>
/// <param name="AfterComma">What follows a comma on one line.</param>
/// <param name="AfterColon">What follows a colon.</param>
/// <param name="IsAscii">Whether other characters than ASCII are escaped.</param>
/// <param name="EscapesSlash">Whether a slash is escaped.</param>
/// <param name="IsSorted">Whether members stand in the order of their names.</param>
internal sealed record JsonForm(string Name, string? Indent, string AfterComma, string AfterColon, bool IsAscii, bool EscapesSlash, bool IsSorted)
{
    /// <summary>What programs usually write.</summary>
    internal static IEnumerable<JsonForm> Usual()
    {
        foreach (var isSorted in (bool[])[false, true])
        {
            foreach (var (escaping, isAscii, escapesSlash) in ((string, bool, bool)[])[("", false, false), (", other than ASCII escaped", true, false), (", slashes escaped", false, true), (", slashes and other than ASCII escaped", true, true)])
            {
                var rest = $"{escaping}{(isSorted ? ", keys sorted" : string.Empty)}";
                yield return new JsonForm($"compact{rest}", null, string.Empty, string.Empty, isAscii, escapesSlash, isSorted);
                yield return new JsonForm($"on one line with spaces{rest}", null, " ", " ", isAscii, escapesSlash, isSorted);
                yield return new JsonForm($"indented by 2{rest}", "  ", string.Empty, " ", isAscii, escapesSlash, isSorted);
                yield return new JsonForm($"indented by 4{rest}", "    ", string.Empty, " ", isAscii, escapesSlash, isSorted);
            }
        }

        yield return new JsonForm("indented by tabs", "\t", string.Empty, " ", IsAscii: false, EscapesSlash: false, IsSorted: false);
    }

    /// <summary>The longest text that is written: deep nesting, indented, is many times as long as what it came from.</summary>
    internal const int MaxChars = 2 << 20;

    /// <summary>Writes a document; <see langword="null"/> if it would be too long.</summary>
    internal byte[]? Write(JsonElement root)
    {
        var text = new StringBuilder();
        Write(root, text, 0);
        return text.Length > MaxChars ? null : Encoding.UTF8.GetBytes(text.ToString());
    }

    private void Write(JsonElement value, StringBuilder text, int level)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = value.EnumerateObject().ToList();
                WriteAll(IsSorted ? [.. members.OrderBy(static m => m.Name, StringComparer.Ordinal)] : members, '{', '}', text, level, member =>
                {
                    WriteText(member.Name, text);
                    text.Append(':').Append(AfterColon);
                    Write(member.Value, text, level + 1);
                });
                return;
            case JsonValueKind.Array:
                WriteAll([.. value.EnumerateArray()], '[', ']', text, level, item => Write(item, text, level + 1));
                return;
            case JsonValueKind.String:
                WriteText(value.GetString()!, text);
                return;
            default:
                text.Append(value.GetRawText());
                return;
        }
    }

    private void WriteAll<T>(List<T> items, char open, char close, StringBuilder text, int level, Action<T> write)
    {
        text.Append(open);
        for (var i = 0; i < items.Count && text.Length <= MaxChars; i++)
        {
            text.Append(i > 0 ? "," : string.Empty).Append(i > 0 && Indent is null ? AfterComma : string.Empty);
            Break(text, level + 1);
            write(items[i]);
        }

        if (items.Count > 0)
        {
            Break(text, level);
        }

        text.Append(close);
    }

    private void Break(StringBuilder text, int level)
    {
        if (Indent is not null)
        {
            text.Append('\n').Insert(text.Length, Indent, level);
        }
    }

    private void WriteText(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '/' when EscapesSlash => text.Append("\\/"),
                < ' ' => Escape(character, text),
                > '~' when IsAscii => Escape(character, text),
                _ => text.Append(character),
            };
        }

        text.Append('"');
    }

    private static StringBuilder Escape(char character, StringBuilder text) => text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
}
