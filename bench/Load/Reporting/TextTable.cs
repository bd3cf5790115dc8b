using System.Text;

namespace Signalbox.Bench.Load.Reporting;

/// <summary>A table that reads well on a console and is Markdown.</summary>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    internal void Add(params string[] cells) => _rows.Add(cells);

    /// <inheritdoc/>
    public override string ToString()
    {
        var widths = headings.Select((h, i) => _rows.Select(r => r[i].Length).Append(h.Length).Max()).ToArray();
        var text = new StringBuilder();
        Write(text, headings, widths);
        Write(text, [.. widths.Select(static (w, i) => i == 0 ? new string('-', w) : $"{new string('-', w - 1)}:")], widths);
        foreach (var row in _rows)
        {
            Write(text, row, widths);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string[] cells, int[] widths)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            text.Append("| ").Append(i == 0 ? cells[i].PadRight(widths[i]) : cells[i].PadLeft(widths[i])).Append(' ');
        }

        text.AppendLine("|");
    }
}
