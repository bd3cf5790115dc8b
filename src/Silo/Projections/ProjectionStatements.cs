using System.Diagnostics;

namespace Signalbox.Projections;

/// <summary>
/// The statements that read each projection for the API. Columns and filters stand in the order that <see cref="ProjectionResources"/>
/// has them in; a storage test compares the two.
/// </summary>
internal static class ProjectionStatements
{
    private const string Head = "SELECT account, id, livemode, provisional, deleted_at, updated_at, as_of, stream, version, ";

    // $1 account, $2 and $3 the account and id to begin behind, $4 deleted or not, $5 rows; the resource's filters follow.
    private const string Matching = """

        WHERE  ($1::text IS NULL OR account = $1)
          AND  ($2::text IS NULL OR (account, id) > ($2, $3::text))
          AND  ($4::boolean IS NULL OR (deleted_at IS NOT NULL) = $4)
        """;

    private const string InOrder = """

        ORDER  BY account, id
        LIMIT  $5
        """;

    // $1 accounts, $2 id.
    private const string ById = """

        WHERE  account = ANY ($1)
          AND  id = $2
        ORDER  BY account
        LIMIT  10
        """;

    private const string Customers = Head + "email, name, phone, currency, balance, delinquent, raw FROM customers";

    internal const string ListCustomersSql = Customers + Matching + """

          AND  ($6::text IS NULL OR email = $6)
        """ + InOrder;

    internal const string FindCustomersSql = Customers + ById;

    private const string Subscriptions = Head + "customer_id, status, price_id, quantity, current_period_start, current_period_end, cancel_at_period_end, cancel_at, canceled_at, ended_at, trial_end, raw FROM subscriptions";

    internal const string ListSubscriptionsSql = Subscriptions + Matching + """

          AND  ($6::text IS NULL OR customer_id = $6)
          AND  ($7::text IS NULL OR status = $7)
          AND  ($8::text IS NULL OR price_id = $8)
        """ + InOrder;

    internal const string FindSubscriptionsSql = Subscriptions + ById;

    private const string Invoices = Head + "customer_id, subscription_id, number, status, currency, total, amount_due, amount_paid, amount_remaining, due_date, raw FROM invoices";

    internal const string ListInvoicesSql = Invoices + Matching + """

          AND  ($6::text IS NULL OR customer_id = $6)
          AND  ($7::text IS NULL OR subscription_id = $7)
          AND  ($8::text IS NULL OR status = $8)
        """ + InOrder;

    internal const string FindInvoicesSql = Invoices + ById;

    private const string Payments = Head + "customer_id, status, currency, amount, amount_received, latest_charge, invoice_id, amount_refunded, refunded, disputed, dispute_status, dispute_reason, raw FROM payments";

    internal const string ListPaymentsSql = Payments + Matching + """

          AND  ($6::text IS NULL OR customer_id = $6)
          AND  ($7::text IS NULL OR status = $7)
          AND  ($8::text IS NULL OR invoice_id = $8)
        """ + InOrder;

    internal const string FindPaymentsSql = Payments + ById;

    private const string CheckoutSessions = Head + "customer_id, subscription_id, payment_intent_id, mode, status, payment_status, currency, amount_total, raw FROM checkout_sessions";

    internal const string ListCheckoutSessionsSql = CheckoutSessions + Matching + """

          AND  ($6::text IS NULL OR customer_id = $6)
          AND  ($7::text IS NULL OR status = $7)
        """ + InOrder;

    internal const string FindCheckoutSessionsSql = CheckoutSessions + ById;

    private const string Products = Head + "name, description, active, default_price_id, raw FROM products";

    internal const string ListProductsSql = Products + Matching + """

          AND  ($6::text IS NULL OR active = $6::boolean)
        """ + InOrder;

    internal const string FindProductsSql = Products + ById;

    private const string Prices = Head + "product_id, active, type, currency, unit_amount, recurring_interval, recurring_interval_count, raw FROM prices";

    internal const string ListPricesSql = Prices + Matching + """

          AND  ($6::text IS NULL OR product_id = $6)
          AND  ($7::text IS NULL OR active = $7::boolean)
        """ + InOrder;

    internal const string FindPricesSql = Prices + ById;

    // The items of a subscription that are still on it. $1 account, $2 subscription.
    internal const string ItemsOfSubscriptionSql = Head + """
        subscription_id, price_id, product_id, quantity, current_period_start, current_period_end, raw
        FROM   subscription_items
        WHERE  account = $1
          AND  subscription_id = $2
          AND  deleted_at IS NULL
        ORDER  BY id
        LIMIT  100
        """;

    internal static string List(ProjectionResource resource) => resource.Name switch
    {
        "customers" => ListCustomersSql,
        "subscriptions" => ListSubscriptionsSql,
        "invoices" => ListInvoicesSql,
        "payments" => ListPaymentsSql,
        "checkout-sessions" => ListCheckoutSessionsSql,
        "products" => ListProductsSql,
        "prices" => ListPricesSql,
        _ => throw new UnreachableException($"There is no projection '{resource.Name}'."),
    };

    internal static string Find(ProjectionResource resource) => resource.Name switch
    {
        "customers" => FindCustomersSql,
        "subscriptions" => FindSubscriptionsSql,
        "invoices" => FindInvoicesSql,
        "payments" => FindPaymentsSql,
        "checkout-sessions" => FindCheckoutSessionsSql,
        "products" => FindProductsSql,
        "prices" => FindPricesSql,
        _ => throw new UnreachableException($"There is no projection '{resource.Name}'."),
    };
}
