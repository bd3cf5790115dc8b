using System.Globalization;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Rebuilds;

/// <summary>Tells how far a rebuild is until it ends.</summary>
internal sealed class RebuildFollower(Session session, SignalboxClient client, string id)
    : JobFollower(session, client, "Rebuild", $"v1/rebuilds/{Uri.EscapeDataString(id)}", id)
{
    private static readonly string[] Columns = ["table", "rows", "added", "removed", "changed", "bytes"];

    /// <inheritdoc/>
    protected override string Afterwards => "To follow it again: ./signalbox rebuild --follow; to end it: ./signalbox rebuild --cancel.";

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

    /// <inheritdoc/>
    protected override string Progress(JsonElement job)
    {
        var part = job.GetProperty("progress").GetDouble().ToString("P0", CultureInfo.InvariantCulture);
        return $"{Printable.Of(job, "step")}: {part} of the events, {Printable.Of(job, "carried")} rows taken over, {Printable.Of(job, "bytes_needed")} bytes needed beside the live rows";
    }

    /// <inheritdoc/>
    protected override CommandExit ShowEnd(Session session, JsonElement job) => Show(session, job);
}
