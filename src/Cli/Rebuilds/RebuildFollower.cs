using System.Globalization;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Rebuilds;

/// <summary>Tells how far a rebuild is until it ends.</summary>
internal sealed class RebuildFollower(Session session, SignalboxClient client)
{
    internal static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private static readonly string[] Columns = ["table", "rows", "added", "removed", "changed", "bytes"];

    private string? _told;
    private string? _fault;
    private bool _isAway;

    /// <summary>Follows it to its end.</summary>
    /// <param name="rebuild">How it is now.</param>
    /// <param name="cancellationToken">Ends the following, not the rebuild.</param>
    internal async Task<CommandExit> RunAsync(JsonElement rebuild, CancellationToken cancellationToken)
    {
        var id = Id(rebuild);
        try
        {
            while (State(rebuild) == "running")
            {
                Tell(rebuild);
                await Task.Delay(PollInterval, session.Time, cancellationToken);
                rebuild = await TryReadAsync(id, cancellationToken) ?? rebuild;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await session.Terminal.Error.WriteLineAsync($"Rebuild {id} goes on in the server. To follow it again: ./signalbox rebuild --follow; to end it: ./signalbox rebuild --cancel.");
            return CommandExit.Interrupted;
        }

        await session.Terminal.Error.WriteLineAsync($"Rebuild {id} is {State(rebuild)}.");
        return Show(session, rebuild);
    }

    /// <summary>Writes how it is as a result.</summary>
    internal static CommandExit Show(Session session, JsonElement rebuild)
    {
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, rebuild);
        }
        else
        {
            ResultTable.WriteFields(session.Terminal, Fields.Of(rebuild, "tables"));
            if (rebuild.GetProperty("tables") is { ValueKind: JsonValueKind.Array } tables)
            {
                ResultTable.Write(session.Terminal, Columns, [.. tables.EnumerateArray().Select(static table => Columns.Select(column => Printable.Of(table, column)).ToArray())]);
            }
        }

        return State(rebuild) is "cancelled" or "failed" ? CommandExit.Failed : CommandExit.Ok;
    }

    /// <summary>Its id.</summary>
    internal static string Id(JsonElement rebuild) => rebuild.GetProperty("id").GetString()!;

    private async Task<JsonElement?> TryReadAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.GetAsync($"v1/rebuilds/{Uri.EscapeDataString(id)}", cancellationToken);
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

    private void Tell(JsonElement rebuild)
    {
        var part = rebuild.GetProperty("progress").GetDouble().ToString("P0", CultureInfo.InvariantCulture);
        var text = $"{Printable.Of(rebuild, "step")}: {part} of the events, {Printable.Of(rebuild, "carried")} rows taken over, {Printable.Of(rebuild, "bytes_needed")} bytes needed beside the live rows";
        if (text != _told)
        {
            session.Terminal.Error.WriteLine(text);
            _told = text;
        }

        var fault = rebuild.GetProperty("fault").GetString();
        if (fault is not null && fault != _fault)
        {
            session.Terminal.Error.WriteLine($"It does not get on, and tries again: {Printable.Of(fault)}");
        }

        _fault = fault;
    }

    private static string? State(JsonElement rebuild) => rebuild.GetProperty("state").GetString();
}
