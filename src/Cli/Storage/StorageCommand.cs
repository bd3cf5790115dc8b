using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Storage;

/// <summary><c>signalbox storage</c>: how much is stored, and what retention keeps.</summary>
internal static class StorageCommand
{
    private static readonly string[] Tables = ["name", "bytes", "rows"];
    private static readonly string[] Partitions = ["name", "from", "bytes", "rows", "is_expired", "kept_for"];

    internal static Command Create(Sessions sessions)
    {
        var command = new Command("storage", "Shows the size of each table and of each week of the journal, and what is kept although its retention has ended.");
        sessions.Run(command, RunAsync);
        return command;
    }

    private static async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        using var client = session.Connect();
        var report = (await client.GetAsync("v1/storage", cancellationToken)).Json;
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, report);
            return CommandExit.Ok;
        }

        ResultTable.WriteFields(session.Terminal, Fields.Of(report, "tables", "partitions"));
        session.Terminal.Out.WriteLine();
        Write(session, report.GetProperty("tables"), Tables);
        session.Terminal.Out.WriteLine();
        Write(session, report.GetProperty("partitions"), Partitions);
        return CommandExit.Ok;
    }

    private static void Write(Session session, JsonElement items, string[] columns) =>
        ResultTable.Write(session.Terminal, columns, [.. items.EnumerateArray().Select(item => columns.Select(column => Printable.Of(item, column)).ToArray())]);
}
