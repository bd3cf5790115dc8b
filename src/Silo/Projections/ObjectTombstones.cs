namespace Signalbox.Projections;

/// <summary>
/// The statements that mark objects as deleted of which the provider's API says no more than that they are gone: the row keeps what it
/// holds. Only over the row as it was before the request. $1 accounts, $2 ids, $3 times (unix seconds), $4 ranks, $5 revisions.
/// </summary>
internal static class ObjectTombstones
{
    internal static readonly TableStatements Sql = new("""
        UPDATE {table} t
        SET    provisional = false, deleted_at = coalesce(t.deleted_at, to_timestamp(r.as_of)), updated_at = now(),
               as_of = greatest(t.as_of, to_timestamp(r.as_of)), rank = r.rank, revision = t.revision + 1
        FROM   unnest($1::text[], $2::text[], $3::bigint[], $4::integer[], $5::bigint[]) AS r (account, id, as_of, rank, revision)
        WHERE  t.account = r.account
          AND  t.id = r.id
          AND  t.revision = r.revision
        RETURNING t.id
        """);
}
