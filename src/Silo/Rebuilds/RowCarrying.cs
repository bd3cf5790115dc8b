using Npgsql;
using Signalbox.Projections;
using Signalbox.Streams;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Rebuilds;

/// <summary>
/// Takes over from the live tables what the journal does not tell: rows of streams of which it has nothing, rows that the provider's API answered unless an
/// event is newer and says something else, and rows whose event retention has dropped unless a later one is there. A row whose event the journal has, and
/// that did not come of it, is nobody's: it is left behind. May be repeated for any rows at any time. Every call is for a transaction of the caller. Not thread-safe.
/// </summary>
internal sealed class RowCarrying(ShadowSession session, ShadowColumns columns, IStreamRules rules)
{
    // The rank of rows that the provider's API answered.
    private const string Observed = "2147483647";

    // The row's event is one that the journal does not hold any more. Of a stream that it had nothing of, or that is not looked at yet, it may have something by now.
    private const string IsGone = "CASE WHEN c.first IS NULL THEN NOT EXISTS (SELECT FROM signalbox.journal j WHERE j.stream = l.stream AND j.version <= l.version) ELSE l.version < c.first END";

    private const string InRange = "(l.account, l.id) > ($1, $2) AND ($3::text IS NULL OR (l.account, l.id) <= ($3, $4))";

    private const string InKeys = "(l.account, l.id) IN (SELECT k.account, k.id FROM unnest($1::text[], $2::text[]) AS k (account, id))";

    /// <summary>Takes over the rows of a part of a table.</summary>
    /// <returns>How many.</returns>
    internal async Task<long> CarryAsync(ShadowTable table, RowScope scope, CancellationToken cancellationToken) => table.Kind switch
    {
        ShadowKind.Copies => await CarryCopiesAsync(table, scope, cancellationToken),
        ShadowKind.Items => await InsertAsync(table, scope, $"s.id IS NULL AND {IsGone} AND NOT EXISTS (SELECT FROM signalbox_shadow.subscriptions p WHERE p.account = l.account AND p.id = l.subscription_id)", cancellationToken),
        ShadowKind.Facts => await InsertAsync(
            table, scope, $"{IsGone} AND (s.id IS NULL OR (l.phase, l.sequence, l.rank, l.event_id) > (s.phase, s.sequence, s.rank, s.event_id))",
            cancellationToken),
        _ => await InsertAsync(table, scope, $"s.id IS NULL AND {IsGone}", cancellationToken),
    };

    private async Task<long> CarryCopiesAsync(ShadowTable table, RowScope scope, CancellationToken cancellationToken)
    {
        // Deleted before not deleted, then the later: as Freshness compares. An event's copy that equals the provider's answer says nothing newer.
        const string IsFresher = "(s.deleted_at IS NOT NULL, s.as_of, s.rank) > (l.deleted_at IS NOT NULL, l.as_of, l.rank)";
        const string Rule = $"""
            (s.id IS NULL AND (l.rank = {Observed} OR NOT l.provisional OR {IsGone}))
               OR (l.rank = {Observed} AND NOT ({IsFresher} AND s.raw::text <> l.raw::text))
               OR (l.rank <> {Observed} AND {IsGone} AND NOT {IsFresher})
            """;
        var carried = await session.ReadAsync(Insert(table, scope, Rule) + " RETURNING account, id", scope.Values, static row => (Account: row.GetString(0), Id: row.GetString(1)), cancellationToken);
        if (carried.Count == 0)
        {
            return 0;
        }

        NpgsqlParameter[] Keys() => [Texts([.. carried.Select(static k => k.Account)]), Texts([.. carried.Select(static k => k.Id)])];
        if (table.Name == TableNames.Of(ProjectionTable.Subscriptions))
        {
            const string OfCarried = "(i.account, i.subscription_id) IN (SELECT k.account, k.id FROM unnest($1::text[], $2::text[]) AS k (account, id))";
            var (names, sets) = columns.Of("subscription_items");
            await session.ExecuteAsync($"DELETE FROM signalbox_shadow.subscription_items i WHERE {OfCarried}", Keys(), cancellationToken);
            await session.ExecuteAsync(
                $"INSERT INTO signalbox_shadow.subscription_items ({names}) SELECT {names} FROM signalbox.subscription_items i WHERE {OfCarried} ON CONFLICT (account, id) DO UPDATE SET {sets}",
                Keys(), cancellationToken);
        }

        if (table.Name == TableNames.Of(ProjectionTable.Customers))
        {
            await SetPeopleAsync(Keys(), cancellationToken);
        }

        return carried.Count;
    }

    /// <summary>Who a customer belongs to was not written by versions before; what the provider answered tells it.</summary>
    private async Task SetPeopleAsync(NpgsqlParameter[] keys, CancellationToken cancellationToken)
    {
        var customers = await session.ReadAsync(
            $"SELECT l.account, l.id, l.raw::text, extract(epoch FROM l.as_of)::bigint FROM signalbox_shadow.customers l WHERE l.person_id IS NULL AND {InKeys}", keys,
            static row => (Account: row.GetString(0), Id: row.GetString(1), Raw: row.GetString(2), AsOf: row.GetInt64(3)), cancellationToken);
        var named = customers
            .Select(c => (c.Account, c.Id, Person: (rules.ProjectionOf(c.Account).Observe(c.Account, System.Text.Encoding.UTF8.GetBytes(c.Raw), c.AsOf)?.Row as CustomerRow)?.PersonId))
            .Where(static c => c.Person is not null)
            .ToList();
        if (named.Count > 0)
        {
            await session.ExecuteAsync(
                "UPDATE signalbox_shadow.customers t SET person_id = r.person FROM unnest($1::text[], $2::text[], $3::text[]) AS r (account, id, person) WHERE t.account = r.account AND t.id = r.id",
                [Texts([.. named.Select(static c => c.Account)]), Texts([.. named.Select(static c => c.Id)]), Texts([.. named.Select(static c => c.Person!)])],
                cancellationToken);
        }
    }

    private async Task<long> InsertAsync(ShadowTable table, RowScope scope, string rule, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(Insert(table, scope, rule), scope.Values, cancellationToken);

    private string Insert(ShadowTable table, RowScope scope, string rule)
    {
        var (names, sets) = columns.Of(table.Name);
        return $"""
            INSERT INTO signalbox_shadow.{table.Name} ({names})
            SELECT {columns.Of(table.Name, "l")}
            FROM   signalbox.{table.Name} l
            LEFT   JOIN signalbox_shadow.{table.Name} s ON s.account = l.account AND s.id = l.id
            LEFT   JOIN signalbox_shadow.stream_cursors c ON c.stream = l.stream
            WHERE  {(scope.IsRange ? InRange : InKeys)}
              AND  ({rule})
            ON CONFLICT (account, id) DO UPDATE SET {sets}
            """;
    }
}

/// <summary>Which rows of a table.</summary>
/// <param name="IsRange">Whether the values are the keys behind which it begins and with which it ends; otherwise they are the keys.</param>
/// <param name="Values">Accounts and ids.</param>
internal sealed record RowScope(bool IsRange, IReadOnlyList<NpgsqlParameter> Values)
{
    internal static RowScope Range((string Account, string Id) after, (string Account, string Id)? to) =>
        new(true, [Text(after.Account), Text(after.Id), Text(to?.Account), Text(to?.Id)]);

    internal static RowScope Keys(IReadOnlyList<(string Account, string Id)> keys) =>
        new(false, [Texts([.. keys.Select(static k => k.Account)]), Texts([.. keys.Select(static k => k.Id)])]);
}
