using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Streams;

/// <summary><c>signalbox streams</c>: the streams that do not move.</summary>
internal sealed class StreamsCommand
{
    private static readonly string[] Columns = ["version", "event_id", "type", "attempts", "since", "due_at", "dead_letter_id", "error"];

    private readonly Option<string> _status = new("--status") { Description = "Held by a dead letter, or retrying by themselves.", DefaultValueFactory = _ => "held", HelpName = "held|retrying" };
    private readonly Option<string?> _account = new("--account") { Description = "Only of this account.", HelpName = "NAME" };
    private readonly Option<int> _limit = Limits.Option(50);

    internal static Command Create(Sessions sessions) => new StreamsCommand().Build(sessions);

    private Command Build(Sessions sessions)
    {
        _status.AcceptOnlyFromAmong("held", "retrying");
        var command = new Command("streams", "Lists the streams that do not move, with the event that is in their way and since when.") { _status, _account, _limit };
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        var status = parsed.GetRequiredValue(_status);
        var limit = parsed.GetValue(_limit);
        using var client = session.Connect();
        var (streams, more) = await client.FirstAsync("v1/streams", QueryText.None.With("status", status).With("account", parsed.GetValue(_account)), limit, cancellationToken);
        if (session.Json)
        {
            streams.ForEach(stream => JsonLines.Write(session.Terminal, stream));
        }
        else if (streams.Count == 0)
        {
            await session.Terminal.Error.WriteLineAsync($"No streams are {status}.");
        }
        else
        {
            ResultTable.Write(session.Terminal, ["stream", .. Columns], [.. streams.Select(Row)]);
        }

        Limits.Note(session, more, limit);
        return CommandExit.Ok;
    }

    private static string[] Row(JsonElement stream) =>
        [Printable.Of(stream, "stream"), .. Columns.Select(column => Printable.Of(stream.GetProperty("stall"), column))];
}
