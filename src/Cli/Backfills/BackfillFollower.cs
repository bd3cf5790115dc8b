using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Backfills;

/// <summary>Tells how far a backfill is until it ends.</summary>
internal sealed class BackfillFollower(Session session, SignalboxClient client, string id)
    : JobFollower(session, client, "Backfill", $"v1/backfills/{Uri.EscapeDataString(id)}", id)
{
    private static readonly string[] Columns = ["kind", "state", "read", "kept", "fault"];

    private readonly string _id = id;

    /// <inheritdoc/>
    protected override string Afterwards => $"To follow it again, run the same command again; to end it, POST /v1/backfills/{_id}/cancel.";

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

    /// <inheritdoc/>
    protected override string Progress(JsonElement job) => string.Join(", ", job.GetProperty("objects").EnumerateArray().Select(static one =>
        $"{Printable.Of(one, "kind")} {Printable.Of(one, "read")}{(State(one) == "done" ? " (done)" : string.Empty)}"));

    /// <inheritdoc/>
    protected override CommandExit ShowEnd(Session session, JsonElement job) => Show(session, job);
}
