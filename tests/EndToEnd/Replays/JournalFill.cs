using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Replays;

/// <summary>Many events of customers, in the journal as the ingress appends them. The recovery scan of a process finds them, as after a crash.</summary>
internal static class JournalFill
{
    // Each statement has half a minute.
    private const int Piece = 50_000;

    /// <summary>To be called while no process runs on the database. The customers are <c>cus_0</c>, <c>cus_1</c> and so on, each with as many events.</summary>
    internal static async Task FillAsync(TestDatabase database, int events, int customers)
    {
        Assert.Equal(0, events % customers);
        var first = (long)(await database.ScalarAsync("SELECT journal_position(now())"))!;
        for (var from = 0; from < events; from += Piece)
        {
            await database.ExecuteAsync($$"""
                INSERT INTO journal ("position", stream, version, account, event_id, type, occurred_at, received_at, headers, payload)
                SELECT {{first}} + n, 'stripe/customer/cus_' || n % {{customers}}, n / {{customers}} + 1, 'stripe', 'evt_' || n, 'customer.updated', 1700000000 + n, now(), '',
                       convert_to(json_build_object('id', 'evt_' || n, 'type', 'customer.updated', 'created', 1700000000 + n, 'livemode', false, 'data',
                           json_build_object('object', json_build_object('id', 'cus_' || n % {{customers}}, 'object', 'customer', 'name', 'Name ' || n)))::text, 'UTF8')
                FROM   generate_series({{from}}, {{Math.Min(from + Piece, events) - 1}}) n
                """);
        }

        await database.ExecuteAsync($"""
            INSERT INTO stream_heads SELECT 'stripe/customer/cus_' || n, {events / customers} FROM generate_series(0, {customers - 1}) n;
            INSERT INTO stream_cursors SELECT stream, 0 FROM stream_heads;
            ANALYZE;
            """);
    }

    /// <summary>Waits until all is applied, as long as that goes on.</summary>
    internal static async Task WaitUntilAppliedAsync(TestDatabase database)
    {
        long left;
        do
        {
            left = await LeftAsync(database);
            var before = left;
            if (left > 0)
            {
                await Ingress.Patiently.ReadAsync("The events that are not applied", () => LeftAsync(database), now => now < before);
            }
        }
        while (left > 0);
    }

    private static async Task<long> LeftAsync(TestDatabase database) =>
        (long)(await database.ScalarAsync("SELECT coalesce(sum(h.version - coalesce(c.applied, 0)), 0)::bigint FROM stream_heads h LEFT JOIN stream_cursors c USING (stream)"))!;
}
