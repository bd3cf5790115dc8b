namespace Signalbox.Projections;

/// <summary>Writes customers.</summary>
internal sealed class CustomersTable() : ProjectionTableWriter<CustomerRow>(UpsertSql, KeepSql)
{
    internal const string UpsertSql = """
        INSERT INTO customers AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, email, name, phone, currency,
                balance, delinquent, person_id)
        SELECT r.account, r.id, r.livemode, true, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version,
               r.raw, r.email, r.name, r.phone, r.currency, r.balance, r.delinquent, r.person_id
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::boolean[], $16::text[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, email, name, phone, currency, balance, delinquent,
                     person_id)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = excluded.provisional, deleted_at = excluded.deleted_at,
               updated_at = excluded.updated_at, as_of = excluded.as_of, rank = excluded.rank, stream = excluded.stream,
               version = excluded.version, revision = t.revision + 1, raw = excluded.raw, email = excluded.email, name = excluded.name,
               phone = excluded.phone, currency = excluded.currency, balance = excluded.balance, delinquent = excluded.delinquent,
               person_id = excluded.person_id
        WHERE  (t.deleted_at IS NULL AND excluded.deleted_at IS NOT NULL)
               OR ((t.deleted_at IS NULL) = (excluded.deleted_at IS NULL) AND (t.as_of, t.rank) <= (excluded.as_of, excluded.rank)
                   AND (t.provisional OR t.raw::text <> excluded.raw::text))
        """;

    // A copy that the provider's API answered: only over the row as it was before the request. $17: the revision noted then, 0 for no row.
    internal const string KeepSql = """
        INSERT INTO customers AS t
               (account, id, livemode, provisional, deleted_at, updated_at, as_of, rank, stream, version, raw, revision, email, name, phone,
                currency, balance, delinquent, person_id)
        SELECT r.account, r.id, r.livemode, false, to_timestamp(r.deleted_at), now(), to_timestamp(r.as_of), r.rank, r.stream, r.version, r.raw,
               r.revision + 1, r.email, r.name, r.phone, r.currency, r.balance, r.delinquent, r.person_id
        FROM   unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::bigint[], $9::json[],
                      $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::boolean[], $16::text[], $17::bigint[])
               AS r (account, id, livemode, deleted_at, as_of, rank, stream, version, raw, email, name, phone, currency, balance, delinquent,
                     person_id, revision)
        ON CONFLICT (account, id) DO UPDATE
        SET    livemode = excluded.livemode, provisional = false, deleted_at = coalesce(t.deleted_at, excluded.deleted_at),
               updated_at = excluded.updated_at, as_of = greatest(t.as_of, excluded.as_of), rank = excluded.rank, raw = excluded.raw,
               revision = excluded.revision, email = excluded.email, name = excluded.name, phone = excluded.phone, currency = excluded.currency,
               balance = excluded.balance, delinquent = excluded.delinquent, person_id = excluded.person_id
        WHERE  t.revision = excluded.revision - 1
        RETURNING id
        """;

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<CustomerRow> columns) => columns
        .Texts(static r => r.Email)
        .Texts(static r => r.Name)
        .Texts(static r => r.Phone)
        .Texts(static r => r.Currency)
        .Numbers(static r => r.Balance)
        .Flags(static r => r.Delinquent)
        .Texts(static r => r.PersonId);
}
