using System.CommandLine;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Replays;

/// <summary><c>signalbox replays</c>: the replays there are, and how to follow or cancel one.</summary>
internal sealed class ReplaysCommand
{
    private static readonly string[] Columns = ["id", "state", "progress", "applied", "rows", "resolved", "failed", "created_at", "fault"];

    private readonly Option<string?> _state = new("--state") { Description = "Only those in this state.", HelpName = "running|done|cancelled" };
    private readonly Option<int> _limit = Limits.Option(20);

    internal static Command Create(Sessions sessions) => new ReplaysCommand().Build(sessions);

    private Command Build(Sessions sessions)
    {
        _state.AcceptOnlyFromAmong("running", "done", "cancelled");
        var command = new Command("replays", "Lists replays, newest first; follows or cancels one.") { _state, _limit };
        command.Subcommands.Add(Follow(sessions));
        command.Subcommands.Add(Cancel(sessions));
        sessions.Run(command, RunAsync);
        return command;
    }

    private static Argument<string> Id() => new("ID") { Description = "The replay's id: rp_…" };

    private static Command Follow(Sessions sessions)
    {
        var id = Id();
        var command = new Command("follow", "Tells how far a replay is until it ends.") { id };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            var name = parsed.GetRequiredValue(id);
            var replay = (await client.GetAsync($"v1/replays/{Uri.EscapeDataString(name)}", cancellationToken)).Json;
            return await new ReplayFollower(session, client, name).RunAsync(replay, cancellationToken);
        });
        return command;
    }

    private static Command Cancel(Sessions sessions)
    {
        var id = Id();
        var command = new Command("cancel", "Ends a replay after the page that it is at; what it has applied stays.") { id };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            var answer = await client.DeleteAsync($"v1/replays/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}", cancellationToken);
            ReplayFollower.Show(session, answer.Json);
            return CommandExit.Ok;
        });
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        var limit = parsed.GetValue(_limit);
        using var client = session.Connect();
        var (replays, more) = await client.FirstAsync("v1/replays", QueryText.None.With("state", parsed.GetValue(_state)), limit, cancellationToken);
        if (session.Json)
        {
            replays.ForEach(replay => JsonLines.Write(session.Terminal, replay));
        }
        else if (replays.Count == 0)
        {
            await session.Terminal.Error.WriteLineAsync("No replays.");
        }
        else
        {
            ResultTable.Write(session.Terminal, Columns, [.. replays.Select(replay => Columns.Select(column => Printable.Of(replay, column)).ToArray())]);
        }

        Limits.Note(session, more, limit);
        return CommandExit.Ok;
    }
}
