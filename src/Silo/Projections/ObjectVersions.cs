using System.Diagnostics;

namespace Signalbox.Projections;

/// <summary>The statements that read how fresh the rows of some objects are, one for each projection.</summary>
internal static class ObjectVersions
{
    internal const string CustomersSql = """
        SELECT id, extract(epoch FROM as_of)::bigint, rank, deleted_at IS NOT NULL, stream, version FROM customers WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string SubscriptionsSql = """
        SELECT id, extract(epoch FROM as_of)::bigint, rank, deleted_at IS NOT NULL, stream, version FROM subscriptions WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string InvoicesSql = """
        SELECT id, extract(epoch FROM as_of)::bigint, rank, deleted_at IS NOT NULL, stream, version FROM invoices WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string PaymentIntentsSql = """
        SELECT id, extract(epoch FROM as_of)::bigint, rank, deleted_at IS NOT NULL, stream, version FROM payment_intents WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string ChargesSql = """
        SELECT id, extract(epoch FROM as_of)::bigint, rank, deleted_at IS NOT NULL, stream, version FROM charges WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string DisputesSql = """
        SELECT id, extract(epoch FROM as_of)::bigint, rank, deleted_at IS NOT NULL, stream, version FROM disputes WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string CheckoutSessionsSql = """
        SELECT id, extract(epoch FROM as_of)::bigint, rank, deleted_at IS NOT NULL, stream, version FROM checkout_sessions WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string ProductsSql = """
        SELECT id, extract(epoch FROM as_of)::bigint, rank, deleted_at IS NOT NULL, stream, version FROM products WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string PricesSql = """
        SELECT id, extract(epoch FROM as_of)::bigint, rank, deleted_at IS NOT NULL, stream, version FROM prices WHERE account = $1 AND id = ANY ($2)
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
