using Npgsql;

namespace Signalbox.Projections;

/// <summary>
/// Writes subscriptions, and with each its items. Those that it no longer has are deleted, so that the items are those of the subscription's
/// freshest copy, whatever came before it.
/// </summary>
internal sealed class SubscriptionsTable(SubscriptionItemsTable items) : ProjectionTableWriter<SubscriptionRow>(UpsertSql, KeepSql)
{
    internal const string UpsertSql = """
        INSERT INTO subscriptions AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, customer_id, status, price_id,
                quantity, current_period_start, current_period_end, cancel_at_period_end, cancel_at, canceled_at, ended_at, trial_end)
        SELECT r.account, r.id, r.livemode, true, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version,
               r.raw, r.customer_id, r.status, r.price_id, r.quantity, to_timestamp(r.current_period_start),
               to_timestamp(r.current_period_end), r.cancel_at_period_end, to_timestamp(r.cancel_at), to_timestamp(r.canceled_at),
               to_timestamp(r.ended_at), to_timestamp(r.trial_end)
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::text[], $13::bigint[], $14::bigint[], $15::bigint[], $16::boolean[], $17::bigint[],
                      $18::bigint[], $19::bigint[], $20::bigint[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, customer_id, status, price_id, quantity,
                      current_period_start, current_period_end, cancel_at_period_end, cancel_at, canceled_at, ended_at, trial_end)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = excluded.provisional, deleted_at = excluded.deleted_at,
               updated_at = excluded.updated_at, as_of = excluded.as_of, rank = excluded.rank, stream = excluded.stream,
               version = excluded.version, revision = t.revision + 1, raw = excluded.raw, customer_id = excluded.customer_id,
               status = excluded.status, price_id = excluded.price_id, quantity = excluded.quantity,
               current_period_start = excluded.current_period_start, current_period_end = excluded.current_period_end,
               cancel_at_period_end = excluded.cancel_at_period_end, cancel_at = excluded.cancel_at, canceled_at = excluded.canceled_at,
               ended_at = excluded.ended_at, trial_end = excluded.trial_end
        WHERE  (t.deleted_at IS NULL AND excluded.deleted_at IS NOT NULL)
               OR ((t.deleted_at IS NULL) = (excluded.deleted_at IS NULL) AND (t.as_of, t.rank) <= (excluded.as_of, excluded.rank)
                   AND (t.provisional OR t.raw::text <> excluded.raw::text))
        """;

    // A copy that the provider's API answered: only over the row as it was before the request. $21: the revision noted then, 0 for no row.
    internal const string KeepSql = """
        INSERT INTO subscriptions AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, revision, customer_id, status,
                price_id, quantity, current_period_start, current_period_end, cancel_at_period_end, cancel_at, canceled_at, ended_at, trial_end)
        SELECT r.account, r.id, r.livemode, false, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version, r.raw,
               r.revision + 1, r.customer_id, r.status, r.price_id, r.quantity, to_timestamp(r.current_period_start),
               to_timestamp(r.current_period_end), r.cancel_at_period_end, to_timestamp(r.cancel_at), to_timestamp(r.canceled_at),
               to_timestamp(r.ended_at), to_timestamp(r.trial_end)
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::text[], $13::bigint[], $14::bigint[], $15::bigint[], $16::boolean[], $17::bigint[],
                      $18::bigint[], $19::bigint[], $20::bigint[], $21::bigint[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, customer_id, status, price_id, quantity,
                     current_period_start, current_period_end, cancel_at_period_end, cancel_at, canceled_at, ended_at, trial_end, revision)
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = false, deleted_at = coalesce(t.deleted_at, excluded.deleted_at),
               updated_at = excluded.updated_at, as_of = greatest(t.as_of, excluded.as_of), rank = excluded.rank, raw = excluded.raw,
               revision = excluded.revision, customer_id = excluded.customer_id, status = excluded.status, price_id = excluded.price_id,
               quantity = excluded.quantity, current_period_start = excluded.current_period_start,
               current_period_end = excluded.current_period_end, cancel_at_period_end = excluded.cancel_at_period_end,
               cancel_at = excluded.cancel_at, canceled_at = excluded.canceled_at, ended_at = excluded.ended_at, trial_end = excluded.trial_end
        WHERE  t.revision = excluded.revision - 1
        RETURNING id
        """;

    // Only where the subscription's own row was written by this very event: a staler copy must not touch the items either.
    internal const string RemoveItemsSql = """
        DELETE FROM subscription_items i
        USING  unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[]) AS r (account, id, stream, version, items)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        JOIN   subscriptions s ON s.account = r.account AND s.id = r.id AND s.stream = r.stream AND s.version = r.version
        WHERE  i.account = r.account
          AND  i.subscription_id = r.id
          AND  i.id <> ALL (string_to_array(r.items, ' '))
        """;

    internal const string RemoveKeptItemsSql = """
        DELETE FROM subscription_items i
        USING  unnest($1::text[], $2::text[], $3::text[]) AS r (account, id, items)
        JOIN   subscriptions s ON s.account = r.account AND s.id = r.id AND s.xmin = pg_current_xact_id()::xid
        WHERE  i.account = r.account
          AND  i.subscription_id = r.id
          AND  i.id <> ALL (string_to_array(r.items, ' '))
        """;

    private readonly List<SubscriptionRow> _withItems = [];

    /// <inheritdoc/>
    internal override void Add(SubscriptionRow row)
    {
        base.Add(row);
        _withItems.Add(row);
        foreach (var item in row.Items)
        {
            items.Add(item);
        }
    }

    /// <inheritdoc/>
    public override void Flush(NpgsqlBatch batch)
    {
        base.Flush(batch);
        items.Flush(batch);
        if (_withItems.Count == 0)
        {
            return;
        }

        var command = new NpgsqlBatchCommand(RemoveItemsSql);
        _ = new ColumnSet<SubscriptionRow>(_withItems, command.Parameters)
            .Texts(static r => r.Head.Account)
            .Texts(static r => r.Head.Id)
            .Texts(static r => r.Head.Stream)
            .Numbers(static r => r.Head.Version)
            .Texts(static r => string.Join(' ', r.Items.Select(static i => i.Head.Id)));
        batch.BatchCommands.Add(command);
        _withItems.Clear();
    }

    /// <inheritdoc/>
    public override void Keep(NpgsqlBatch batch)
    {
        base.Keep(batch);
        items.Keep(batch);
        if (_withItems.Count == 0)
        {
            return;
        }

        var command = new NpgsqlBatchCommand(RemoveKeptItemsSql);
        _ = new ColumnSet<SubscriptionRow>(_withItems, command.Parameters)
            .Texts(static r => r.Head.Account)
            .Texts(static r => r.Head.Id)
            .Texts(static r => string.Join(' ', r.Items.Select(static i => i.Head.Id)));
        batch.BatchCommands.Add(command);
        _withItems.Clear();
    }

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<SubscriptionRow> columns) => columns
        .Texts(static r => r.CustomerId)
        .Texts(static r => r.Status)
        .Texts(static r => r.PriceId)
        .Numbers(static r => r.Quantity)
        .Numbers(static r => r.CurrentPeriodStart)
        .Numbers(static r => r.CurrentPeriodEnd)
        .Flags(static r => r.CancelAtPeriodEnd)
        .Numbers(static r => r.CancelAt)
        .Numbers(static r => r.CanceledAt)
        .Numbers(static r => r.EndedAt)
        .Numbers(static r => r.TrialEnd);
}
