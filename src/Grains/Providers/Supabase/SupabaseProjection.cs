using System.Text;
using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Streams;
using Signalbox.Tables;

namespace Signalbox.Providers.Supabase;

/// <summary>
/// Supabase's database webhooks. Payload: https://supabase.com/docs/guides/database/webhooks#payload. It has no time and no order: what came
/// later to the row's stream counts as later, so that a row that is deleted and inserted again is there again. An update that changes the id makes
/// the row of the new one; the old one's stays, for its events are another stream's, and nothing tells which of the two came later.
/// </summary>
internal sealed class SupabaseProjection : FactProjection
{
    internal static readonly SupabaseProjection Instance = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Fact> Facts(JournalEntry entry)
    {
        var body = JsonFields.Read(entry.Payload);
        var operation = body.Text("type"u8)?.ToLowerInvariant();
        if (operation is not ("insert" or "update" or "delete")
            || !StreamKey.TryParse(entry.Stream, out var stream)
            || body.Id("schema"u8) is not { } schema
            || body.Id("table"u8) is not { } table
            || KeyOf(body.Object("record"u8) is { IsEmpty: false } record ? record : body.Object("old_record"u8)) is not { } key
            || FactValues.Id($"{schema}.{table}:{key}") is not { } id)
        {
            return [];
        }

        var time = FactValues.TimeOf(entry);
        var head = new FactHead(
            stream.Account,
            id,
            new FactOrder(0, entry.Version, 0, entry.EventId),
            time,
            operation == "delete" ? time : null,
            entry.Stream,
            entry.Version,
            FactValues.Json(body.Raw));
        return [new SupabaseRowFact(head, schema, table, key, operation, body.Json("record"u8, '{'), body.Json("old_record"u8, '{'))];
    }

    /// <summary>The text that names the row's stream, too: of a number as it is written, which no type of ours has to hold.</summary>
    private static string? KeyOf(JsonFields row) => row.Value("id"u8).Span is [(byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..] number
        ? FactValues.Id(Encoding.UTF8.GetString(number))
        : row.Id("id"u8);
}
