using System.Diagnostics;

namespace Signalbox.Projections;

/// <summary>The statements that read how often the rows of some objects were written, one for each projection. $1 account, $2 ids.</summary>
internal static class ObjectRevisions
{
    internal const string CustomersSql = """
        SELECT id, revision, provisional, livemode, deleted_at IS NOT NULL FROM customers WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string SubscriptionsSql = """
        SELECT id, revision, provisional, livemode, deleted_at IS NOT NULL FROM subscriptions WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string InvoicesSql = """
        SELECT id, revision, provisional, livemode, deleted_at IS NOT NULL FROM invoices WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string PaymentIntentsSql = """
        SELECT id, revision, provisional, livemode, deleted_at IS NOT NULL FROM payment_intents WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string ChargesSql = """
        SELECT id, revision, provisional, livemode, deleted_at IS NOT NULL FROM charges WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string DisputesSql = """
        SELECT id, revision, provisional, livemode, deleted_at IS NOT NULL FROM disputes WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string CheckoutSessionsSql = """
        SELECT id, revision, provisional, livemode, deleted_at IS NOT NULL FROM checkout_sessions WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string ProductsSql = """
        SELECT id, revision, provisional, livemode, deleted_at IS NOT NULL FROM products WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string PricesSql = """
        SELECT id, revision, provisional, livemode, deleted_at IS NOT NULL FROM prices WHERE account = $1 AND id = ANY ($2)
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
