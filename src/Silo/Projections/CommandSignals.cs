using System.Diagnostics;

namespace Signalbox.Projections;

/// <summary>The statements that note of objects that a command may have changed them. $1 account, $2 ids.</summary>
internal static class CommandSignals
{
    internal const string CustomersSql = """
        UPDATE customers SET provisional = true, updated_at = now(), revision = revision + 1 WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string SubscriptionsSql = """
        UPDATE subscriptions SET provisional = true, updated_at = now(), revision = revision + 1 WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string InvoicesSql = """
        UPDATE invoices SET provisional = true, updated_at = now(), revision = revision + 1 WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string PaymentIntentsSql = """
        UPDATE payment_intents SET provisional = true, updated_at = now(), revision = revision + 1 WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string ChargesSql = """
        UPDATE charges SET provisional = true, updated_at = now(), revision = revision + 1 WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string DisputesSql = """
        UPDATE disputes SET provisional = true, updated_at = now(), revision = revision + 1 WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string CheckoutSessionsSql = """
        UPDATE checkout_sessions SET provisional = true, updated_at = now(), revision = revision + 1 WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string ProductsSql = """
        UPDATE products SET provisional = true, updated_at = now(), revision = revision + 1 WHERE account = $1 AND id = ANY ($2)
        """;

    internal const string PricesSql = """
        UPDATE prices SET provisional = true, updated_at = now(), revision = revision + 1 WHERE account = $1 AND id = ANY ($2)
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
