using System.Diagnostics;

namespace Signalbox.Projections;

/// <summary>
/// The statements that note of objects that they changed, where the event's copy itself was not taken in: the row is staler than the
/// provider, whatever the copy holds. A row that this transaction wrote says so already, and one that a read confirmed stays so if the copy
/// is what was read. $1 accounts, $2 ids, $3 streams, $4 copies, null where several were folded.
/// </summary>
internal static class ObjectSignals
{
    internal const string CustomersSql = """
        UPDATE customers t
        SET    provisional = true, updated_at = now(), revision = t.revision + 1
        FROM   unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r (account, id, stream, copy)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        WHERE  t.account = r.account
          AND  t.id = r.id
          AND  t.xmin <> pg_current_xact_id()::xid
          AND  (t.provisional OR t.raw::text IS DISTINCT FROM r.copy)
        """;

    internal const string SubscriptionsSql = """
        UPDATE subscriptions t
        SET    provisional = true, updated_at = now(), revision = t.revision + 1
        FROM   unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r (account, id, stream, copy)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        WHERE  t.account = r.account
          AND  t.id = r.id
          AND  t.xmin <> pg_current_xact_id()::xid
          AND  (t.provisional OR t.raw::text IS DISTINCT FROM r.copy)
        """;

    internal const string InvoicesSql = """
        UPDATE invoices t
        SET    provisional = true, updated_at = now(), revision = t.revision + 1
        FROM   unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r (account, id, stream, copy)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        WHERE  t.account = r.account
          AND  t.id = r.id
          AND  t.xmin <> pg_current_xact_id()::xid
          AND  (t.provisional OR t.raw::text IS DISTINCT FROM r.copy)
        """;

    internal const string PaymentIntentsSql = """
        UPDATE payment_intents t
        SET    provisional = true, updated_at = now(), revision = t.revision + 1
        FROM   unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r (account, id, stream, copy)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        WHERE  t.account = r.account
          AND  t.id = r.id
          AND  t.xmin <> pg_current_xact_id()::xid
          AND  (t.provisional OR t.raw::text IS DISTINCT FROM r.copy)
        """;

    internal const string ChargesSql = """
        UPDATE charges t
        SET    provisional = true, updated_at = now(), revision = t.revision + 1
        FROM   unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r (account, id, stream, copy)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        WHERE  t.account = r.account
          AND  t.id = r.id
          AND  t.xmin <> pg_current_xact_id()::xid
          AND  (t.provisional OR t.raw::text IS DISTINCT FROM r.copy)
        """;

    internal const string DisputesSql = """
        UPDATE disputes t
        SET    provisional = true, updated_at = now(), revision = t.revision + 1
        FROM   unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r (account, id, stream, copy)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        WHERE  t.account = r.account
          AND  t.id = r.id
          AND  t.xmin <> pg_current_xact_id()::xid
          AND  (t.provisional OR t.raw::text IS DISTINCT FROM r.copy)
        """;

    internal const string CheckoutSessionsSql = """
        UPDATE checkout_sessions t
        SET    provisional = true, updated_at = now(), revision = t.revision + 1
        FROM   unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r (account, id, stream, copy)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        WHERE  t.account = r.account
          AND  t.id = r.id
          AND  t.xmin <> pg_current_xact_id()::xid
          AND  (t.provisional OR t.raw::text IS DISTINCT FROM r.copy)
        """;

    internal const string ProductsSql = """
        UPDATE products t
        SET    provisional = true, updated_at = now(), revision = t.revision + 1
        FROM   unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r (account, id, stream, copy)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        WHERE  t.account = r.account
          AND  t.id = r.id
          AND  t.xmin <> pg_current_xact_id()::xid
          AND  (t.provisional OR t.raw::text IS DISTINCT FROM r.copy)
        """;

    internal const string PricesSql = """
        UPDATE prices t
        SET    provisional = true, updated_at = now(), revision = t.revision + 1
        FROM   unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r (account, id, stream, copy)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        WHERE  t.account = r.account
          AND  t.id = r.id
          AND  t.xmin <> pg_current_xact_id()::xid
          AND  (t.provisional OR t.raw::text IS DISTINCT FROM r.copy)
        """;

    internal static string Sql(ProjectionTable table) => table switch
    {
        ProjectionTable.Customers => CustomersSql,
        ProjectionTable.Subscriptions => SubscriptionsSql,
        ProjectionTable.Invoices => InvoicesSql,
        ProjectionTable.PaymentIntents => PaymentIntentsSql,
        ProjectionTable.Charges => ChargesSql,
        ProjectionTable.Disputes => DisputesSql,
        ProjectionTable.CheckoutSessions => CheckoutSessionsSql,
        ProjectionTable.Products => ProductsSql,
        ProjectionTable.Prices => PricesSql,
        _ => throw new UnreachableException(),
    };
}
