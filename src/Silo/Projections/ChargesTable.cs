namespace Signalbox.Projections;

/// <summary>Writes charges.</summary>
internal sealed class ChargesTable() : ProjectionTableWriter<ChargeRow>(UpsertSql, KeepSql)
{
    internal const string UpsertSql = """
        INSERT INTO charges AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, customer_id, payment_intent_id,
                status, currency, amount, amount_refunded, refunded, disputed)
        SELECT r.account, r.id, r.livemode, true, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version,
               r.raw, r.customer_id, r.payment_intent_id, r.status, r.currency, r.amount, r.amount_refunded, r.refunded, r.disputed
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::bigint[], $16::boolean[], $17::boolean[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, customer_id, payment_intent_id, status, currency,
                      amount, amount_refunded, refunded, disputed)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = excluded.provisional, deleted_at = excluded.deleted_at,
               updated_at = excluded.updated_at, as_of = excluded.as_of, rank = excluded.rank, stream = excluded.stream,
               version = excluded.version, revision = t.revision + 1, raw = excluded.raw, customer_id = excluded.customer_id,
               payment_intent_id = excluded.payment_intent_id, status = excluded.status, currency = excluded.currency, amount = excluded.amount,
               amount_refunded = excluded.amount_refunded, refunded = excluded.refunded, disputed = excluded.disputed
        WHERE  (t.deleted_at IS NULL AND excluded.deleted_at IS NOT NULL)
               OR ((t.deleted_at IS NULL) = (excluded.deleted_at IS NULL) AND (t.as_of, t.rank) <= (excluded.as_of, excluded.rank)
                   AND (t.provisional OR t.raw::text <> excluded.raw::text))
        """;

    // A copy that the provider's API answered: only over the row as it was before the request. $18: the revision noted then, 0 for no row.
    internal const string KeepSql = """
        INSERT INTO charges AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, revision, customer_id,
                payment_intent_id, status, currency, amount, amount_refunded, refunded, disputed)
        SELECT r.account, r.id, r.livemode, false, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version, r.raw,
               r.revision + 1, r.customer_id, r.payment_intent_id, r.status, r.currency, r.amount, r.amount_refunded, r.refunded, r.disputed
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::bigint[], $16::boolean[], $17::boolean[],
                      $18::bigint[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, customer_id, payment_intent_id, status, currency,
                     amount, amount_refunded, refunded, disputed, revision)
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = false, deleted_at = coalesce(t.deleted_at, excluded.deleted_at),
               updated_at = excluded.updated_at, as_of = greatest(t.as_of, excluded.as_of), rank = excluded.rank, raw = excluded.raw,
               revision = excluded.revision, customer_id = excluded.customer_id, payment_intent_id = excluded.payment_intent_id,
               status = excluded.status, currency = excluded.currency, amount = excluded.amount, amount_refunded = excluded.amount_refunded,
               refunded = excluded.refunded, disputed = excluded.disputed
        WHERE  t.revision = excluded.revision - 1
        RETURNING id
        """;

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<ChargeRow> columns) => columns
        .Texts(static r => r.CustomerId)
        .Texts(static r => r.PaymentIntentId)
        .Texts(static r => r.Status)
        .Texts(static r => r.Currency)
        .Numbers(static r => r.Amount)
        .Numbers(static r => r.AmountRefunded)
        .Flags(static r => r.Refunded)
        .Flags(static r => r.Disputed);
}
