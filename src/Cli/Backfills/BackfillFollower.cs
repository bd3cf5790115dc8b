using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Backfills;

/// <summary>Tells how far a backfill is until it ends.</summary>
internal sealed class BackfillFollower(Session session, SignalboxClient client, string id)
{
    internal static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private static readonly string[] Columns = ["kind", "state", "read", "kept", "fault"];

    private string? _told;
    private string? _fault;
    private bool _isAway;

    /// <summary>Follows it to its end.</summary>
    /// <param name="backfill">How it is now.</param>
    /// <param name="cancellationToken">Ends the following, not the backfill.</param>
    internal async Task<CommandExit> RunAsync(JsonElement backfill, CancellationToken cancellationToken)
    {
        try
        {
            while (State(backfill) == "running")
            {
                Tell(backfill);
                await Task.Delay(PollInterval, session.Time, cancellationToken);
                backfill = await TryReadAsync(cancellationToken) ?? backfill;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await session.Terminal.Error.WriteLineAsync($"Backfill {id} goes on in the server. To follow it again, run the same command again; to end it, POST /v1/backfills/{id}/cancel.");
            return CommandExit.Interrupted;
        }

        await session.Terminal.Error.WriteLineAsync($"Backfill {id} is {State(backfill)}.");
        return Show(session, backfill);
    }

    /// <summary>Writes how it is as a result.</summary>
    internal static CommandExit Show(Session session, JsonElement backfill)
    {
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, backfill);
        }
        else
        {
            ResultTable.Write(
                session.Terminal, Columns, [.. backfill.GetProperty("objects").EnumerateArray().Select(one => Columns.Select(column => Printable.Of(one, column)).ToArray())]);
        }

        // Whoever goes by the exit code wants all that was asked for.
        return State(backfill) == "cancelled" || backfill.GetProperty("objects").EnumerateArray().Any(static one => State(one) == "refused") ? CommandExit.Failed : CommandExit.Ok;
    }

    private async Task<JsonElement?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.GetAsync($"v1/backfills/{Uri.EscapeDataString(id)}", cancellationToken);
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

    private void Tell(JsonElement backfill)
    {
        var counts = string.Join(", ", backfill.GetProperty("objects").EnumerateArray().Select(static one =>
            $"{Printable.Of(one, "kind")} {Printable.Of(one, "read")}{(State(one) == "done" ? " (done)" : string.Empty)}"));
        if (counts != _told)
        {
            session.Terminal.Error.WriteLine(counts);
            _told = counts;
        }

        var fault = backfill.GetProperty("fault").GetString();
        if (fault is not null && fault != _fault)
        {
            session.Terminal.Error.WriteLine($"It does not get on, and tries again: {Printable.Of(fault)}");
        }

        _fault = fault;
    }

    private static string? State(JsonElement item) => item.GetProperty("state").GetString();
}
