using Spectre.Console;

namespace Signalbox.Output;

/// <summary>Rows of values: a table with a head on a screen, otherwise lines with tabs between the values, which <c>cut</c> and <c>awk</c> take.</summary>
internal static class ResultTable
{
    /// <param name="terminal">Where to.</param>
    /// <param name="columns">The head.</param>
    /// <param name="rows">As many values a row as there are columns, already <see cref="Printable"/>.</param>
    internal static void Write(Terminal terminal, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (!terminal.IsOutScreen)
        {
            foreach (var row in rows)
            {
                terminal.Out.WriteLine(string.Join('\t', row));
            }

            return;
        }

        var table = new Table { Border = TableBorder.None };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column.ToUpperInvariant(), new Style(decoration: Decoration.Bold))));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(static value => new Text(value, StatusStyle.Of(value))));
        }

        terminal.OutScreen().Write(table);
    }

    /// <summary>One thing, a line a member.</summary>
    internal static void WriteFields(Terminal terminal, IReadOnlyList<(string Name, string Value)> fields)
    {
        if (!terminal.IsOutScreen)
        {
            foreach (var (name, value) in fields)
            {
                terminal.Out.WriteLine($"{name}\t{value}");
            }

            return;
        }

        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var (name, value) in fields)
        {
            grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(value, StatusStyle.Of(value)));
        }

        terminal.OutScreen().Write(grid);
    }
}
