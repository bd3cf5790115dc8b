namespace Signalbox.Projections;

/// <summary>Writes products.</summary>
internal sealed class ProductsTable() : ProjectionTableWriter<ProductRow>(UpsertSql, KeepSql)
{
    internal const string UpsertSql = """
        INSERT INTO products AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, name, description, active,
                default_price_id)
        SELECT r.account, r.id, r.livemode, true, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version,
               r.raw, r.name, r.description, r.active, r.default_price_id
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::boolean[], $13::text[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, name, description, active, default_price_id)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = excluded.provisional, deleted_at = excluded.deleted_at,
               updated_at = excluded.updated_at, as_of = excluded.as_of, rank = excluded.rank, stream = excluded.stream,
               version = excluded.version, revision = t.revision + 1, raw = excluded.raw, name = excluded.name,
               description = excluded.description, active = excluded.active, default_price_id = excluded.default_price_id
        WHERE  (t.deleted_at IS NULL AND excluded.deleted_at IS NOT NULL)
               OR ((t.deleted_at IS NULL) = (excluded.deleted_at IS NULL) AND (t.as_of, t.rank) <= (excluded.as_of, excluded.rank)
                   AND (t.provisional OR t.raw::text <> excluded.raw::text))
        """;

    // A copy that the provider's API answered: only over the row as it was before the request. $14: the revision noted then, 0 for no row.
    internal const string KeepSql = """
        INSERT INTO products AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, revision, name, description,
                active, default_price_id)
        SELECT r.account, r.id, r.livemode, false, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version, r.raw,
               r.revision + 1, r.name, r.description, r.active, r.default_price_id
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::boolean[], $13::text[], $14::bigint[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, name, description, active, default_price_id, revision)
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = false, deleted_at = coalesce(t.deleted_at, excluded.deleted_at),
               updated_at = excluded.updated_at, as_of = greatest(t.as_of, excluded.as_of), rank = excluded.rank, raw = excluded.raw,
               revision = excluded.revision, name = excluded.name, description = excluded.description, active = excluded.active,
               default_price_id = excluded.default_price_id
        WHERE  t.revision = excluded.revision - 1
        RETURNING id
        """;

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<ProductRow> columns) => columns
        .Texts(static r => r.Name)
        .Texts(static r => r.Description)
        .Flags(static r => r.Active)
        .Texts(static r => r.DefaultPriceId);
}
