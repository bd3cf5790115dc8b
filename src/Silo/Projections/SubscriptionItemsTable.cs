namespace Signalbox.Projections;

/// <summary>Writes subscription items; one that has not changed is left alone, for most changes of a subscription are not about its items.</summary>
internal sealed class SubscriptionItemsTable() : ProjectionTableWriter<SubscriptionItemRow>(UpsertSql, KeepSql)
{
    internal const string UpsertSql = """
        INSERT INTO subscription_items AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, subscription_id, price_id,
                product_id, quantity, current_period_start, current_period_end)
        SELECT r.account, r.id, r.livemode, true, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version,
               r.raw, r.subscription_id, r.price_id, r.product_id, r.quantity, to_timestamp(r.current_period_start),
               to_timestamp(r.current_period_end)
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::text[], $13::bigint[], $14::bigint[], $15::bigint[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, subscription_id, price_id, product_id, quantity,
                      current_period_start, current_period_end)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        JOIN   subscriptions s ON s.account = r.account AND s.id = r.subscription_id AND s.stream = r.stream AND s.version = r.version
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = excluded.provisional, deleted_at = excluded.deleted_at,
               updated_at = excluded.updated_at, as_of = excluded.as_of, rank = excluded.rank, stream = excluded.stream,
               version = excluded.version, raw = excluded.raw, subscription_id = excluded.subscription_id, price_id = excluded.price_id,
               product_id = excluded.product_id, quantity = excluded.quantity, current_period_start = excluded.current_period_start,
               current_period_end = excluded.current_period_end
        WHERE  (t.as_of, t.rank) <= (excluded.as_of, excluded.rank)
          AND  t.raw::text <> excluded.raw::text
        """;

    // Only where the subscription's own row was just written; whatever the item was before, for the provider says what it is.
    internal const string KeepSql = """
        INSERT INTO subscription_items AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, subscription_id, price_id,
                product_id, quantity, current_period_start, current_period_end)
        SELECT r.account, r.id, r.livemode, false, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version, r.raw,
               r.subscription_id, r.price_id, r.product_id, r.quantity, to_timestamp(r.current_period_start), to_timestamp(r.current_period_end)
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::text[], $13::bigint[], $14::bigint[], $15::bigint[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, subscription_id, price_id, product_id, quantity,
                     current_period_start, current_period_end)
        JOIN   subscriptions s ON s.account = r.account AND s.id = r.subscription_id AND s.xmin = pg_current_xact_id()::xid
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = false, updated_at = excluded.updated_at, as_of = excluded.as_of, rank = excluded.rank,
               stream = excluded.stream, version = excluded.version, raw = excluded.raw, subscription_id = excluded.subscription_id,
               price_id = excluded.price_id, product_id = excluded.product_id, quantity = excluded.quantity,
               current_period_start = excluded.current_period_start, current_period_end = excluded.current_period_end
        """;

    /// <inheritdoc/>
    protected override bool HasRevision => false;

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<SubscriptionItemRow> columns) => columns
        .Texts(static r => r.SubscriptionId)
        .Texts(static r => r.PriceId)
        .Texts(static r => r.ProductId)
        .Numbers(static r => r.Quantity)
        .Numbers(static r => r.CurrentPeriodStart)
        .Numbers(static r => r.CurrentPeriodEnd);
}
