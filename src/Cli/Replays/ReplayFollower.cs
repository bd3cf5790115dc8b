using System.Globalization;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Replays;

/// <summary>Tells how far a replay is until it ends.</summary>
internal sealed class ReplayFollower(Session session, SignalboxClient client, string id)
    : JobFollower(session, client, "Replay", $"v1/replays/{Uri.EscapeDataString(id)}", id)
{
    private readonly string _id = id;

    /// <inheritdoc/>
    protected override string Afterwards => $"To follow it again: ./signalbox replays follow {_id}; to end it: ./signalbox replays cancel {_id}.";

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

    /// <inheritdoc/>
    protected override string Progress(JsonElement job)
    {
        var part = job.GetProperty("progress").GetDouble().ToString("P0", CultureInfo.InvariantCulture);
        return $"{part}, {Printable.Of(job, "applied")} applied, {Printable.Of(job, "rows")} rows written, {Printable.Of(job, "failed")} failed";
    }

    /// <inheritdoc/>
    protected override CommandExit ShowEnd(Session session, JsonElement job) => Show(session, job);
}
