using System.Diagnostics;

namespace Signalbox.Projections;

/// <summary>
/// The statement for tables whose rows show the latest fact: the same for each but for the table and its own columns. Of several facts about
/// one row only the latest is written, and only over an earlier one, or over itself if the row does not say what it says (of an event that is
/// applied once more, to a row that was damaged); in the order of the key, so that two committers lock rows in the same order.
/// </summary>
internal static class LatestFact
{
    // As many as FactTable adds before the table's own.
    private const int HeadParameters = 12;

    private const string Template = """
        INSERT INTO {table} AS t
               (account, id, livemode, deleted_at, updated_at, as_of, phase, sequence, rank, event_id, stream, version, raw{names})
        SELECT DISTINCT ON (r.account COLLATE "C", r.id COLLATE "C")
               r.account, r.id, r.livemode, to_timestamp(r.deleted_at / 1000.0), now(), to_timestamp(r.as_of / 1000.0), r.phase, r.sequence, r.rank,
               r.event_id, r.stream, r.version, r.raw{values}
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::bigint[], $8::integer[], $9::text[],
                      $10::text[], $11::bigint[], $12::json[]{parameters})
               AS r (account, id, livemode, deleted_at, as_of, phase, sequence, rank, event_id, stream, version, raw{names})
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        ORDER  BY r.account COLLATE "C", r.id COLLATE "C", r.phase DESC, r.sequence DESC, r.rank DESC, r.event_id COLLATE "C" DESC
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, deleted_at = excluded.deleted_at, updated_at = excluded.updated_at, as_of = excluded.as_of,
               phase = excluded.phase, sequence = excluded.sequence, rank = excluded.rank, event_id = excluded.event_id, stream = excluded.stream,
               version = excluded.version, raw = excluded.raw{sets}
        WHERE  (t.phase, t.sequence, t.rank, t.event_id) < (excluded.phase, excluded.sequence, excluded.rank, excluded.event_id)
           OR  ((t.phase, t.sequence, t.rank, t.event_id) = (excluded.phase, excluded.sequence, excluded.rank, excluded.event_id)
                AND (t.livemode, t.deleted_at, t.raw::text{stored}) IS DISTINCT FROM (excluded.livemode, excluded.deleted_at, excluded.raw::text{merged}))
        """;

    /// <param name="table">The table.</param>
    /// <param name="columns">Its own columns, each with its type: text, bigint, boolean, json, or timestamptz, whose parameter is in unix milliseconds.</param>
    internal static string Upsert(string table, params (string Name, string Type)[] columns) => Template
        .Replace("{table}", table, StringComparison.Ordinal)
        .Replace("{names}", string.Concat(columns.Select(static c => $", {c.Name}")), StringComparison.Ordinal)
        .Replace("{values}", string.Concat(columns.Select(static c => c.Type == "timestamptz" ? $", to_timestamp(r.{c.Name} / 1000.0)" : $", r.{c.Name}")), StringComparison.Ordinal)
        .Replace("{parameters}", string.Concat(columns.Select(static (c, i) => $", ${HeadParameters + 1 + i}::{ParameterOf(c.Type)}[]")), StringComparison.Ordinal)
        .Replace("{stored}", Compared("t", columns), StringComparison.Ordinal)
        .Replace("{merged}", Compared("excluded", columns), StringComparison.Ordinal)
        .Replace("{sets}", string.Concat(columns.Select(static c => $", {c.Name} = excluded.{c.Name}")), StringComparison.Ordinal);

    private static string Compared(string row, (string Name, string Type)[] columns) =>
        string.Concat(columns.Select(c => c.Type == "json" ? $", {row}.{c.Name}::text" : $", {row}.{c.Name}"));

    private static string ParameterOf(string type) => type switch
    {
        "timestamptz" => "bigint",
        "text" or "bigint" or "boolean" or "json" => type,
        _ => throw new UnreachableException($"No column should be of type {type}."),
    };
}
