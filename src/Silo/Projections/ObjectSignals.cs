namespace Signalbox.Projections;

/// <summary>
/// The statements that note of objects that they changed, where the event's copy itself was not taken in: the row is staler than the
/// provider, whatever the copy holds. A row that this transaction wrote says so already, and one that a read confirmed stays so if the copy
/// is what was read. $1 accounts, $2 ids, $3 streams, $4 copies, null where several were folded.
/// </summary>
internal static class ObjectSignals
{
    internal static readonly TableStatements Sql = new("""
        UPDATE {table} t
        SET    provisional = true, updated_at = now(), revision = t.revision + 1
        FROM   unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r (account, id, stream, copy)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        WHERE  t.account = r.account
          AND  t.id = r.id
          AND  t.xmin <> pg_current_xact_id()::xid
          AND  (t.provisional OR t.raw::text IS DISTINCT FROM r.copy)
        """);
}
