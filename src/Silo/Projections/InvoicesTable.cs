namespace Signalbox.Projections;

/// <summary>Writes invoices.</summary>
internal sealed class InvoicesTable() : ProjectionTableWriter<InvoiceRow>(UpsertSql, KeepSql)
{
    internal const string UpsertSql = """
        INSERT INTO invoices AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, customer_id, subscription_id,
                number, status, currency, total, amount_due, amount_paid, amount_remaining, due_date)
        SELECT r.account, r.id, r.livemode, true, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version,
               r.raw, r.customer_id, r.subscription_id, r.number, r.status, r.currency, r.total, r.amount_due, r.amount_paid,
               r.amount_remaining, to_timestamp(r.due_date)
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bigint[], $16::bigint[], $17::bigint[],
                      $18::bigint[], $19::bigint[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, customer_id, subscription_id, number, status,
                      currency, total, amount_due, amount_paid, amount_remaining, due_date)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = excluded.provisional, deleted_at = excluded.deleted_at,
               updated_at = excluded.updated_at, as_of = excluded.as_of, rank = excluded.rank, stream = excluded.stream,
               version = excluded.version, revision = t.revision + 1, raw = excluded.raw, customer_id = excluded.customer_id,
               subscription_id = excluded.subscription_id, number = excluded.number, status = excluded.status, currency = excluded.currency,
               total = excluded.total, amount_due = excluded.amount_due, amount_paid = excluded.amount_paid,
               amount_remaining = excluded.amount_remaining, due_date = excluded.due_date
        WHERE  (t.deleted_at IS NULL AND excluded.deleted_at IS NOT NULL)
               OR ((t.deleted_at IS NULL) = (excluded.deleted_at IS NULL) AND (t.as_of, t.rank) <= (excluded.as_of, excluded.rank)
                   AND (t.provisional OR t.raw::text <> excluded.raw::text))
        """;

    // A copy that the provider's API answered: only over the row as it was before the request. $20: the revision noted then, 0 for no row.
    internal const string KeepSql = """
        INSERT INTO invoices AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, revision, customer_id,
                subscription_id, number, status, currency, total, amount_due, amount_paid, amount_remaining, due_date)
        SELECT r.account, r.id, r.livemode, false, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version, r.raw,
               r.revision + 1, r.customer_id, r.subscription_id, r.number, r.status, r.currency, r.total, r.amount_due, r.amount_paid,
               r.amount_remaining, to_timestamp(r.due_date)
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bigint[], $16::bigint[], $17::bigint[],
                      $18::bigint[], $19::bigint[], $20::bigint[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, customer_id, subscription_id, number, status,
                     currency, total, amount_due, amount_paid, amount_remaining, due_date, revision)
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = false, deleted_at = coalesce(t.deleted_at, excluded.deleted_at),
               updated_at = excluded.updated_at, as_of = greatest(t.as_of, excluded.as_of), rank = excluded.rank, raw = excluded.raw,
               revision = excluded.revision, customer_id = excluded.customer_id, subscription_id = excluded.subscription_id,
               number = excluded.number, status = excluded.status, currency = excluded.currency, total = excluded.total,
               amount_due = excluded.amount_due, amount_paid = excluded.amount_paid, amount_remaining = excluded.amount_remaining,
               due_date = excluded.due_date
        WHERE  t.revision = excluded.revision - 1
        RETURNING id
        """;

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<InvoiceRow> columns) => columns
        .Texts(static r => r.CustomerId)
        .Texts(static r => r.SubscriptionId)
        .Texts(static r => r.Number)
        .Texts(static r => r.Status)
        .Texts(static r => r.Currency)
        .Numbers(static r => r.Total)
        .Numbers(static r => r.AmountDue)
        .Numbers(static r => r.AmountPaid)
        .Numbers(static r => r.AmountRemaining)
        .Numbers(static r => r.DueDate);
}
