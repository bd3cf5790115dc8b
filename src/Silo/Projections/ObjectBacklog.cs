using System.Diagnostics;

namespace Signalbox.Projections;

/// <summary>
/// The statements that find rows of an account that have been provisional for a while. $1 account, $2 the id to begin behind, $3 how long,
/// $4 rows.
/// </summary>
internal static class ObjectBacklog
{
    internal const string CustomersSql = """
        SELECT id, stream
        FROM   customers
        WHERE  account = $1
          AND  provisional
          AND  id > $2
          AND  updated_at < now() - $3::interval
        ORDER  BY id
        LIMIT  $4
        """;

    internal const string SubscriptionsSql = """
        SELECT id, stream
        FROM   subscriptions
        WHERE  account = $1
          AND  provisional
          AND  id > $2
          AND  updated_at < now() - $3::interval
        ORDER  BY id
        LIMIT  $4
        """;

    internal const string InvoicesSql = """
        SELECT id, stream
        FROM   invoices
        WHERE  account = $1
          AND  provisional
          AND  id > $2
          AND  updated_at < now() - $3::interval
        ORDER  BY id
        LIMIT  $4
        """;

    internal const string PaymentIntentsSql = """
        SELECT id, stream
        FROM   payment_intents
        WHERE  account = $1
          AND  provisional
          AND  id > $2
          AND  updated_at < now() - $3::interval
        ORDER  BY id
        LIMIT  $4
        """;

    internal const string ChargesSql = """
        SELECT id, stream
        FROM   charges
        WHERE  account = $1
          AND  provisional
          AND  id > $2
          AND  updated_at < now() - $3::interval
        ORDER  BY id
        LIMIT  $4
        """;

    internal const string DisputesSql = """
        SELECT id, stream
        FROM   disputes
        WHERE  account = $1
          AND  provisional
          AND  id > $2
          AND  updated_at < now() - $3::interval
        ORDER  BY id
        LIMIT  $4
        """;

    internal const string CheckoutSessionsSql = """
        SELECT id, stream
        FROM   checkout_sessions
        WHERE  account = $1
          AND  provisional
          AND  id > $2
          AND  updated_at < now() - $3::interval
        ORDER  BY id
        LIMIT  $4
        """;

    internal const string ProductsSql = """
        SELECT id, stream
        FROM   products
        WHERE  account = $1
          AND  provisional
          AND  id > $2
          AND  updated_at < now() - $3::interval
        ORDER  BY id
        LIMIT  $4
        """;

    internal const string PricesSql = """
        SELECT id, stream
        FROM   prices
        WHERE  account = $1
          AND  provisional
          AND  id > $2
          AND  updated_at < now() - $3::interval
        ORDER  BY id
        LIMIT  $4
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
