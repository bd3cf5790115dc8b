namespace Signalbox.Projections;

/// <summary>Writes disputes.</summary>
internal sealed class DisputesTable() : ProjectionTableWriter<DisputeRow>(UpsertSql, KeepSql)
{
    internal const string UpsertSql = """
        INSERT INTO disputes AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, charge_id, payment_intent_id,
                status, reason, currency, amount)
        SELECT r.account, r.id, r.livemode, true, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version,
               r.raw, r.charge_id, r.payment_intent_id, r.status, r.reason, r.currency, r.amount
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bigint[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, charge_id, payment_intent_id, status, reason,
                      currency, amount)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = excluded.provisional, deleted_at = excluded.deleted_at,
               updated_at = excluded.updated_at, as_of = excluded.as_of, rank = excluded.rank, stream = excluded.stream,
               version = excluded.version, revision = t.revision + 1, raw = excluded.raw, charge_id = excluded.charge_id,
               payment_intent_id = excluded.payment_intent_id, status = excluded.status, reason = excluded.reason, currency = excluded.currency,
               amount = excluded.amount
        WHERE  (t.deleted_at IS NULL AND excluded.deleted_at IS NOT NULL)
               OR ((t.deleted_at IS NULL) = (excluded.deleted_at IS NULL) AND (t.as_of, t.rank) <= (excluded.as_of, excluded.rank)
                   AND (t.provisional OR t.raw::text <> excluded.raw::text))
        """;

    // A copy that the provider's API answered: only over the row as it was before the request. $16: the revision noted then, 0 for no row.
    internal const string KeepSql = """
        INSERT INTO disputes AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, revision, charge_id,
                payment_intent_id, status, reason, currency, amount)
        SELECT r.account, r.id, r.livemode, false, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version, r.raw,
               r.revision + 1, r.charge_id, r.payment_intent_id, r.status, r.reason, r.currency, r.amount
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bigint[], $16::bigint[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, charge_id, payment_intent_id, status, reason,
                     currency, amount, revision)
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = false, deleted_at = coalesce(t.deleted_at, excluded.deleted_at),
               updated_at = excluded.updated_at, as_of = greatest(t.as_of, excluded.as_of), rank = excluded.rank, raw = excluded.raw,
               revision = excluded.revision, charge_id = excluded.charge_id, payment_intent_id = excluded.payment_intent_id,
               status = excluded.status, reason = excluded.reason, currency = excluded.currency, amount = excluded.amount
        WHERE  t.revision = excluded.revision - 1
        RETURNING id
        """;

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<DisputeRow> columns) => columns
        .Texts(static r => r.ChargeId)
        .Texts(static r => r.PaymentIntentId)
        .Texts(static r => r.Status)
        .Texts(static r => r.Reason)
        .Texts(static r => r.Currency)
        .Numbers(static r => r.Amount);
}
