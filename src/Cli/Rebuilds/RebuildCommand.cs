using System.CommandLine;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Rebuilds;

/// <summary><c>signalbox rebuild</c>: has all projections computed anew from the journal, and follows that.</summary>
internal sealed class RebuildCommand
{
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Ends with the comparison of the new rows with the live ones; changes nothing." };
    private readonly Option<bool> _noFollow = new("--no-follow") { Description = "Starts it and does not wait for its end." };
    private readonly Option<bool> _status = new("--status") { Description = "Shows the latest rebuild, and starts none." };
    private readonly Option<bool> _follow = new("--follow") { Description = "Follows the latest rebuild to its end, and starts none." };
    private readonly Option<bool> _cancel = new("--cancel") { Description = "Ends the rebuild that is running; the live rows stay as they are." };

    internal static Command Create(Sessions sessions) => new RebuildCommand().Build(sessions);

    private Command Build(Sessions sessions)
    {
        var command = new Command("rebuild", "Computes all rows anew from the journal, in the server and behind live traffic, and swaps them in at once. Needs as much disk again as the rows have. Ctrl-C ends the following, not the rebuild: --cancel does.")
        {
            _dryRun, _noFollow, _status, _follow, _cancel,
        };
        Option[] instead = [_status, _follow, _cancel];
        command.Validators.Add(result =>
        {
            var given = instead.Count(option => result.GetResult(option) is not null);
            if (given > 1 || (given == 1 && (result.GetResult(_dryRun) ?? result.GetResult(_noFollow)) is not null))
            {
                result.AddError("--status, --follow and --cancel go alone.");
            }
        });
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        using var client = session.Connect();
        if (parsed.GetValue(_status) || parsed.GetValue(_follow) || parsed.GetValue(_cancel))
        {
            return await LatestAsync(parsed, session, client, cancellationToken);
        }

        var body = parsed.GetValue(_dryRun) ? """{"dry_run":true}"""u8 : """{"dry_run":false}"""u8;
        var rebuild = (await client.PostAsync("v1/rebuilds", body.ToArray(), cancellationToken)).Json;
        await session.Terminal.Error.WriteLineAsync($"Rebuild {RebuildFollower.Id(rebuild)} has begun.");
        return parsed.GetValue(_noFollow)
            ? RebuildFollower.Show(session, rebuild)
            : await new RebuildFollower(session, client, RebuildFollower.Id(rebuild)).RunAsync(rebuild, cancellationToken);
    }

    private async Task<CommandExit> LatestAsync(ParseResult parsed, Session session, SignalboxClient client, CancellationToken cancellationToken)
    {
        var (rebuilds, _) = await client.FirstAsync("v1/rebuilds", QueryText.None, 1, cancellationToken);
        if (rebuilds.Count == 0)
        {
            await session.Terminal.Error.WriteLineAsync("No rebuilds.");
            return CommandExit.Ok;
        }

        if (parsed.GetValue(_cancel))
        {
            RebuildFollower.Show(session, (await client.DeleteAsync($"v1/rebuilds/{RebuildFollower.Id(rebuilds[0])}", cancellationToken)).Json);
            return CommandExit.Ok;
        }

        return parsed.GetValue(_follow)
            ? await new RebuildFollower(session, client, RebuildFollower.Id(rebuilds[0])).RunAsync(rebuilds[0], cancellationToken)
            : RebuildFollower.Show(session, rebuilds[0]);
    }
}
