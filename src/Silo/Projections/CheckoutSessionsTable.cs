namespace Signalbox.Projections;

/// <summary>Writes checkout sessions.</summary>
internal sealed class CheckoutSessionsTable() : ProjectionTableWriter<CheckoutSessionRow>(UpsertSql, KeepSql)
{
    internal const string UpsertSql = """
        INSERT INTO checkout_sessions AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, customer_id, subscription_id,
                payment_intent_id, mode, status, payment_status, currency, amount_total)
        SELECT r.account, r.id, r.livemode, true, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version,
               r.raw, r.customer_id, r.subscription_id, r.payment_intent_id, r.mode, r.status, r.payment_status, r.currency, r.amount_total
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::bigint[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, customer_id, subscription_id, payment_intent_id,
                      mode, status, payment_status, currency, amount_total)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = excluded.provisional, deleted_at = excluded.deleted_at,
               updated_at = excluded.updated_at, as_of = excluded.as_of, rank = excluded.rank, stream = excluded.stream,
               version = excluded.version, revision = t.revision + 1, raw = excluded.raw, customer_id = excluded.customer_id,
               subscription_id = excluded.subscription_id, payment_intent_id = excluded.payment_intent_id, mode = excluded.mode,
               status = excluded.status, payment_status = excluded.payment_status, currency = excluded.currency,
               amount_total = excluded.amount_total
        WHERE  (t.deleted_at IS NULL AND excluded.deleted_at IS NOT NULL)
               OR ((t.deleted_at IS NULL) = (excluded.deleted_at IS NULL) AND (t.as_of, t.rank) <= (excluded.as_of, excluded.rank)
                   AND (t.provisional OR t.raw::text <> excluded.raw::text))
        """;

    // A copy that the provider's API answered: only over the row as it was before the request. $18: the revision noted then, 0 for no row.
    internal const string KeepSql = """
        INSERT INTO checkout_sessions AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, revision, customer_id,
                subscription_id, payment_intent_id, mode, status, payment_status, currency, amount_total)
        SELECT r.account, r.id, r.livemode, false, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version, r.raw,
               r.revision + 1, r.customer_id, r.subscription_id, r.payment_intent_id, r.mode, r.status, r.payment_status, r.currency,
               r.amount_total
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::bigint[], $18::bigint[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, customer_id, subscription_id, payment_intent_id, mode,
                     status, payment_status, currency, amount_total, revision)
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = false, deleted_at = coalesce(t.deleted_at, excluded.deleted_at),
               updated_at = excluded.updated_at, as_of = greatest(t.as_of, excluded.as_of), rank = excluded.rank, raw = excluded.raw,
               revision = excluded.revision, customer_id = excluded.customer_id, subscription_id = excluded.subscription_id,
               payment_intent_id = excluded.payment_intent_id, mode = excluded.mode, status = excluded.status,
               payment_status = excluded.payment_status, currency = excluded.currency, amount_total = excluded.amount_total
        WHERE  t.revision = excluded.revision - 1
        RETURNING id
        """;

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<CheckoutSessionRow> columns) => columns
        .Texts(static r => r.CustomerId)
        .Texts(static r => r.SubscriptionId)
        .Texts(static r => r.PaymentIntentId)
        .Texts(static r => r.Mode)
        .Texts(static r => r.Status)
        .Texts(static r => r.PaymentStatus)
        .Texts(static r => r.Currency)
        .Numbers(static r => r.AmountTotal);
}
