using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Events;

/// <summary><c>signalbox event</c>: one event with its body.</summary>
internal sealed class EventCommand
{
    private static readonly string[] Steps = ["at", "step", "attempt", "error", "replay"];
    private static readonly string[] Forwarded = ["destination", "delivery", "status", "attempts", "at"];

    private readonly Argument<string> _id = new("ID") { Description = "The provider's id of the event: evt_…" };
    private readonly Option<bool> _raw = new("--raw") { Description = "Only the body, byte by byte as it was received." };
    private readonly Option<bool> _timeline = new("--timeline") { Description = "What has happened to it, step by step, instead of its body." };
    private readonly Option<string?> _account = new("--account") { Description = "The event's account, if more than one has such an event.", HelpName = "NAME" };

    internal static Command Create(Sessions sessions) => new EventCommand().Build(sessions);

    private Command Build(Sessions sessions)
    {
        var command = new Command("event", "Shows an event with its headers and body.") { _id, _raw, _timeline, _account };
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        var path = $"v1/events/{Uri.EscapeDataString(parsed.GetRequiredValue(_id))}";
        var query = QueryText.None.With("account", parsed.GetValue(_account));
        using var client = session.Connect();
        if (parsed.GetValue(_raw))
        {
            var raw = await client.GetAsync($"{path}/raw{query}", cancellationToken);
            await session.Terminal.WriteBytesAsync(raw.Body, cancellationToken);
            return CommandExit.Ok;
        }

        if (parsed.GetValue(_timeline))
        {
            WriteTimeline(session, (await client.GetAsync($"{path}/timeline{query}", cancellationToken)).Json);
            return CommandExit.Ok;
        }

        var answer = await client.GetAsync($"{path}{query}", cancellationToken);
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, answer.Json);
        }
        else
        {
            Write(session.Terminal, answer.Json);
        }

        return CommandExit.Ok;
    }

    private static void WriteTimeline(Session session, JsonElement timeline)
    {
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, timeline);
            return;
        }

        ResultTable.WriteFields(session.Terminal, Fields.Of(timeline, "steps", "forwarded"));
        session.Terminal.Out.WriteLine();
        WriteRows(session, Steps, timeline.GetProperty("steps"));
        if (timeline.TryGetProperty("forwarded", out var forwarded) && forwarded.GetArrayLength() > 0)
        {
            session.Terminal.Out.WriteLine();
            WriteRows(session, Forwarded, forwarded);
        }
    }

    private static void WriteRows(Session session, string[] columns, JsonElement rows) =>
        ResultTable.Write(session.Terminal, columns, [.. rows.EnumerateArray().Select(row => columns.Select(column => Printable.Of(row, column)).ToArray())]);

    private static void Write(Terminal terminal, JsonElement item)
    {
        var fields = Fields.Of(item, "headers", "body");
        if (item.TryGetProperty("headers", out var headers))
        {
            fields.AddRange(headers.EnumerateObject().Select(static header => (Printable.Of(header.Name), Printable.Of(header.Value))));
        }

        ResultTable.WriteFields(terminal, fields);
        if (item.TryGetProperty("body", out var body) && body.ValueKind is not JsonValueKind.Null)
        {
            terminal.Out.WriteLine();
            JsonLines.WriteIndented(terminal, body);
        }
        else
        {
            terminal.Error.WriteLine("The body cannot be shown inside of JSON; see it with --raw.");
        }
    }
}
