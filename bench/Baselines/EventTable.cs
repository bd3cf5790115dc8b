namespace Signalbox.Bench.Baselines;

/// <summary>The baselines' one table: an event id and the bytes as received, the least that can be kept of an accepted event.</summary>
internal static class EventTable
{
    /// <summary>
    /// As in Signalbox's journal, rows of up to 8 KB stay whole on their page instead of going to TOAST's chunks; keys are compared by byte.
    /// </summary>
    internal const string CreateSql = """
        CREATE TABLE events (
            event_id text  COLLATE "C" PRIMARY KEY,
            body     bytea NOT NULL
        ) WITH (toast_tuple_target = 8160)
        """;
}
