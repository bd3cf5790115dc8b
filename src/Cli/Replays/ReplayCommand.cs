using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Replays;

/// <summary><c>signalbox replay</c>: has events applied once more, and follows that.</summary>
internal sealed class ReplayCommand
{
    private readonly Option<string?> _event = new("--event") { Description = "Only this event, by its id.", HelpName = "ID" };
    private readonly Option<string?> _stream = new("--stream") { Description = "Only this stream: account/kind/id.", HelpName = "KEY" };
    private readonly Option<string?> _account = new("--account") { Description = "Only this account.", HelpName = "NAME" };
    private readonly Option<string?> _type = new("--type") { Description = "Only this type; with a * at its end, all that begin so: 'invoice.*'.", HelpName = "TYPE" };
    private readonly Option<string?> _status = new("--status") { Description = "Only events of which this has become.", HelpName = "applied|dead_letter" };
    private readonly Option<string?> _from = new("--from") { Description = "Only what was stored at this time or later.", HelpName = "TIME" };
    private readonly Option<string?> _to = new("--to") { Description = "Only what was stored before this time. [default: now]", HelpName = "TIME" };
    private readonly Option<bool> _effects = new("--effects") { Description = "Let what the events cause outside leave once more. Without it only rows are written." };
    private readonly Option<bool> _noFollow = new("--no-follow") { Description = "Starts it and does not wait for its end." };

    internal static Command Create(Sessions sessions) => new ReplayCommand().Build(sessions);

    private Command Build(Sessions sessions)
    {
        _status.AcceptOnlyFromAmong("applied", "dead_letter");
        var command = new Command("replay", "Applies events of the journal once more, in the server and behind live traffic; rows that are right stay as they are. Ctrl-C ends the following, not the replay: replays cancel ID does.")
        {
            _event, _stream, _account, _type, _status, _from, _to, _effects, _noFollow,
        };
        Option[] filters = [_event, _stream, _account, _type, _status, _from, _to];
        command.Validators.Add(result =>
        {
            if (!filters.Any(option => result.GetResult(option) is not null))
            {
                result.AddError("Which? Give at least one of --event, --stream, --account, --type, --status, --from and --to.");
            }
        });
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        using var client = session.Connect();
        var replay = (await client.PostAsync("v1/replays", Body(parsed), cancellationToken)).Json;
        var id = replay.GetProperty("id").GetString()!;
        await session.Terminal.Error.WriteLineAsync($"Replay {id} has begun.");
        return parsed.GetValue(_noFollow)
            ? ReplayFollower.Show(session, replay)
            : await new ReplayFollower(session, client, id).RunAsync(replay, cancellationToken);
    }

    private byte[] Body(ParseResult parsed)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, option) in new[] { ("event", _event), ("stream", _stream), ("account", _account), ("type", _type), ("status", _status), ("from", _from), ("to", _to) })
            {
                if (parsed.GetValue(option) is { } value)
                {
                    writer.WriteString(name, value);
                }
            }

            writer.WriteBoolean("effects", parsed.GetValue(_effects));
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
