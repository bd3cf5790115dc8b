using System.Globalization;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Replays;

/// <summary>Tells how far a replay is until it ends.</summary>
internal sealed class ReplayFollower(Session session, SignalboxClient client, string id)
{
    internal static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private string? _told;
    private string? _fault;
    private bool _isAway;

    /// <summary>Follows it to its end.</summary>
    /// <param name="replay">How it is now.</param>
    /// <param name="cancellationToken">Ends the following, not the replay.</param>
    internal async Task<CommandExit> RunAsync(JsonElement replay, CancellationToken cancellationToken)
    {
        try
        {
            while (State(replay) == "running")
            {
                Tell(replay);
                await Task.Delay(PollInterval, session.Time, cancellationToken);
                replay = await TryReadAsync(cancellationToken) ?? replay;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await session.Terminal.Error.WriteLineAsync($"Replay {id} goes on in the server. To follow it again: ./signalbox replays follow {id}; to end it: ./signalbox replays cancel {id}.");
            return CommandExit.Interrupted;
        }

        await session.Terminal.Error.WriteLineAsync($"Replay {id} is {State(replay)}.");
        return Show(session, replay);
    }

    /// <summary>Writes how it is as a result.</summary>
    internal static CommandExit Show(Session session, JsonElement replay)
    {
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, replay);
        }
        else
        {
            ResultTable.WriteFields(session.Terminal, Fields.Of(replay));
        }

        // Whoever goes by the exit code wants everything applied.
        return State(replay) == "cancelled" || replay.GetProperty("failed").GetInt64() > 0 ? CommandExit.Failed : CommandExit.Ok;
    }

    private async Task<JsonElement?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.GetAsync($"v1/replays/{Uri.EscapeDataString(id)}", cancellationToken);
            if (_isAway)
            {
                _isAway = false;
                await session.Terminal.Error.WriteLineAsync("The server answers again.");
            }

            return answer.Json;
        }
        catch (CommandFault fault) when (fault.Exit is CommandExit.Unreachable or CommandExit.Failed)
        {
            if (!_isAway)
            {
                _isAway = true;
                await session.Terminal.Error.WriteLineAsync($"{fault.Message} Waiting for it.");
            }

            return null;
        }
    }

    private void Tell(JsonElement replay)
    {
        var part = replay.GetProperty("progress").GetDouble().ToString("P0", CultureInfo.InvariantCulture);
        var text = $"{part}, {Printable.Of(replay, "applied")} applied, {Printable.Of(replay, "rows")} rows written, {Printable.Of(replay, "failed")} failed";
        if (text != _told)
        {
            session.Terminal.Error.WriteLine(text);
            _told = text;
        }

        var fault = replay.GetProperty("fault").GetString();
        if (fault is not null && fault != _fault)
        {
            session.Terminal.Error.WriteLine($"It does not get on, and tries again: {Printable.Of(fault)}");
        }

        _fault = fault;
    }

    private static string? State(JsonElement replay) => replay.GetProperty("state").GetString();
}
