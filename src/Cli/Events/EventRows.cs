using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;
using Spectre.Console;

namespace Signalbox.Events;

/// <summary>Events as rows.</summary>
internal static class EventRows
{
    private static readonly string[] Columns = ["received", "status", "type", "stream", "version", "id"];

    // As they come, no table can know how wide its columns must be: wide enough for what is usual.
    private static readonly int[] Widths = [20, 11, 41, 46, 5, 0];

    internal static void Write(Session session, IReadOnlyList<JsonElement> events)
    {
        if (session.Json)
        {
            foreach (var item in events)
            {
                JsonLines.Write(session.Terminal, item);
            }
        }
        else if (events.Count > 0)
        {
            ResultTable.Write(session.Terminal, Columns, [.. events.Select(Values)]);
        }
        else
        {
            session.Terminal.Error.WriteLine("No events.");
        }
    }

    /// <summary>One more line, for as long as somebody looks.</summary>
    internal static void WriteLine(Session session, JsonElement item)
    {
        var terminal = session.Terminal;
        if (session.Json)
        {
            JsonLines.Write(terminal, item);
        }
        else if (!terminal.IsOutScreen)
        {
            terminal.Out.WriteLine(string.Join('\t', Values(item)));
        }
        else
        {
            var screen = terminal.OutScreen();
            foreach (var (value, width) in Values(item).Zip(Widths))
            {
                screen.Write($"{value.PadRight(width)} ", StatusStyle.Of(value));
            }

            screen.WriteLine();
        }
    }

    private static string[] Values(JsonElement item) =>
    [
        Printable.Of(item, "received_at"), Printable.Of(item, "status"), Printable.Of(item, "type"),
        Printable.Of(item, "stream"), Printable.Of(item, "version"), Printable.Of(item, "id"),
    ];
}
