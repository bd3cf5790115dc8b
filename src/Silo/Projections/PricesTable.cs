namespace Signalbox.Projections;

/// <summary>Writes prices.</summary>
internal sealed class PricesTable() : ProjectionTableWriter<PriceRow>(UpsertSql, KeepSql)
{
    internal const string UpsertSql = """
        INSERT INTO prices AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, product_id, active, type,
                currency, unit_amount, recurring_interval, recurring_interval_count)
        SELECT r.account, r.id, r.livemode, true, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version,
               r.raw, r.product_id, r.active, r.type, r.currency, r.unit_amount, r.recurring_interval, r.recurring_interval_count
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::boolean[], $12::text[], $13::text[], $14::bigint[], $15::text[], $16::bigint[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, product_id, active, type, currency, unit_amount,
                      recurring_interval, recurring_interval_count)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = excluded.provisional, deleted_at = excluded.deleted_at,
               updated_at = excluded.updated_at, as_of = excluded.as_of, rank = excluded.rank, stream = excluded.stream,
               version = excluded.version, revision = t.revision + 1, raw = excluded.raw, product_id = excluded.product_id,
               active = excluded.active, type = excluded.type, currency = excluded.currency, unit_amount = excluded.unit_amount,
               recurring_interval = excluded.recurring_interval, recurring_interval_count = excluded.recurring_interval_count
        WHERE  (t.deleted_at IS NULL AND excluded.deleted_at IS NOT NULL)
               OR ((t.deleted_at IS NULL) = (excluded.deleted_at IS NULL) AND (t.as_of, t.rank) <= (excluded.as_of, excluded.rank)
                   AND (t.provisional OR t.raw::text <> excluded.raw::text))
        """;

    // A copy that the provider's API answered: only over the row as it was before the request. $17: the revision noted then, 0 for no row.
    internal const string KeepSql = """
        INSERT INTO prices AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, revision, product_id, active,
                type, currency, unit_amount, recurring_interval, recurring_interval_count)
        SELECT r.account, r.id, r.livemode, false, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version, r.raw,
               r.revision + 1, r.product_id, r.active, r.type, r.currency, r.unit_amount, r.recurring_interval, r.recurring_interval_count
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::boolean[], $12::text[], $13::text[], $14::bigint[], $15::text[], $16::bigint[], $17::bigint[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, product_id, active, type, currency, unit_amount,
                     recurring_interval, recurring_interval_count, revision)
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = false, deleted_at = coalesce(t.deleted_at, excluded.deleted_at),
               updated_at = excluded.updated_at, as_of = greatest(t.as_of, excluded.as_of), rank = excluded.rank, raw = excluded.raw,
               revision = excluded.revision, product_id = excluded.product_id, active = excluded.active, type = excluded.type,
               currency = excluded.currency, unit_amount = excluded.unit_amount, recurring_interval = excluded.recurring_interval,
               recurring_interval_count = excluded.recurring_interval_count
        WHERE  t.revision = excluded.revision - 1
        RETURNING id
        """;

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<PriceRow> columns) => columns
        .Texts(static r => r.ProductId)
        .Flags(static r => r.Active)
        .Texts(static r => r.Type)
        .Texts(static r => r.Currency)
        .Numbers(static r => r.UnitAmount)
        .Texts(static r => r.RecurringInterval)
        .Numbers(static r => r.RecurringIntervalCount);
}
