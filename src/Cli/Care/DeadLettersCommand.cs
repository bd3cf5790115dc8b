using System.CommandLine;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Care;

/// <summary><c>signalbox dead-letters</c>: what was given up on.</summary>
internal sealed class DeadLettersCommand
{
    private static readonly string[] Columns = ["id", "status", "stream", "version", "type", "event_id", "attempts", "created_at", "error"];

    private readonly Option<string> _status = new("--status") { Description = "Only those of which this has become.", DefaultValueFactory = _ => "open", HelpName = "open|replayed|discarded|any" };
    private readonly Option<string?> _account = new("--account") { Description = "Only of this account.", HelpName = "NAME" };
    private readonly Option<string?> _stream = new("--stream") { Description = "Only of this stream.", HelpName = "KEY" };
    private readonly Option<string?> _type = new("--type") { Description = "Only this type; with a * at its end, all that begin so.", HelpName = "TYPE" };
    private readonly Option<int> _limit = Limits.Option(50);

    internal static Command Create(Sessions sessions) => new DeadLettersCommand().Build(sessions);

    private Command Build(Sessions sessions)
    {
        _status.AcceptOnlyFromAmong("open", "replayed", "discarded", "any");
        var command = new Command("dead-letters", "Lists the events that were given up on, newest first; replays or discards them.") { _status, _account, _stream, _type, _limit };
        command.Subcommands.Add(ResolveCommand.Create(sessions, Resolution.Replay));
        command.Subcommands.Add(ResolveCommand.Create(sessions, Resolution.Discard));
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        var status = parsed.GetRequiredValue(_status);
        var query = QueryText.None.With("status", status).With("account", parsed.GetValue(_account)).With("stream", parsed.GetValue(_stream)).With("type", parsed.GetValue(_type));
        var limit = parsed.GetValue(_limit);
        using var client = session.Connect();
        var (letters, more) = await client.FirstAsync("v1/dead-letters", query, limit, cancellationToken);
        if (session.Json)
        {
            letters.ForEach(letter => JsonLines.Write(session.Terminal, letter));
        }
        else if (letters.Count == 0)
        {
            await session.Terminal.Error.WriteLineAsync(status == "any" ? "No dead letters." : $"No dead letters that are {status}.");
        }
        else
        {
            ResultTable.Write(session.Terminal, Columns, [.. letters.Select(letter => Columns.Select(column => Printable.Of(letter, column)).ToArray())]);
        }

        Limits.Note(session, more, limit);
        return CommandExit.Ok;
    }
}
