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

          AND  ($6::text IS NULL OR lower(email) = lower($6))
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

    private const string Users = Head + "email, email_verified, phone, phone_verified, username, first_name, last_name, external_id, banned, locked, last_sign_in_at, created_at, raw FROM users";

    internal const string ListUsersSql = Users + Matching + """

          AND  ($6::text IS NULL OR lower(email) = lower($6))
          AND  ($7::text IS NULL OR phone = $7)
          AND  ($8::text IS NULL OR username = $8)
          AND  ($9::text IS NULL OR external_id = $9)
        """ + InOrder;

    internal const string FindUsersSql = Users + ById;

    private const string Organizations = Head + "name, slug, created_by, members_count, created_at, raw FROM organizations";

    internal const string ListOrganizationsSql = Organizations + Matching + """

          AND  ($6::text IS NULL OR slug = $6)
        """ + InOrder;

    internal const string FindOrganizationsSql = Organizations + ById;

    private const string Memberships = Head + "user_id, organization_id, role, created_at, raw FROM memberships";

    internal const string ListMembershipsSql = Memberships + Matching + """

          AND  ($6::text IS NULL OR user_id = $6)
          AND  ($7::text IS NULL OR organization_id = $7)
          AND  ($8::text IS NULL OR role = $8)
        """ + InOrder;

    internal const string FindMembershipsSql = Memberships + ById;

    private const string Sessions = Head + "user_id, client_id, status, last_active_at, expire_at, created_at, raw FROM sessions";

    internal const string ListSessionsSql = Sessions + Matching + """

          AND  ($6::text IS NULL OR user_id = $6)
          AND  ($7::text IS NULL OR status = $7)
        """ + InOrder;

    internal const string FindSessionsSql = Sessions + ById;

    private const string Messages = Head + "provider, channel, direction, recipient, sender, subject, status, group_id, error_code, error_reason, segments, opens, clicks, queued_at, sent_at, delivered_at, opened_at, clicked_at, failed_at, complained_at, unsubscribed_at, raw FROM messages";

    internal const string ListMessagesSql = Messages + Matching + """

          AND  ($6::text IS NULL OR recipient = $6)
          AND  ($7::text IS NULL OR status = $7)
          AND  ($8::text IS NULL OR channel = $8)
          AND  ($9::text IS NULL OR provider = $9)
          AND  ($10::text IS NULL OR group_id = $10)
        """ + InOrder;

    internal const string FindMessagesSql = Messages + ById;

    private const string MessageEvents = Head + "message_id, provider, channel, type, status, milestone, recipient, error_code, error_reason, url, raw FROM message_events";

    internal const string ListMessageEventsSql = MessageEvents + Matching + """

          AND  ($6::text IS NULL OR message_id = $6)
          AND  ($7::text IS NULL OR recipient = $7)
          AND  ($8::text IS NULL OR type = $8)
        """ + InOrder;

    internal const string FindMessageEventsSql = MessageEvents + ById;

    private const string Suppressions = Head + "channel, address, reason, scope, raw FROM suppressions";

    internal const string ListSuppressionsSql = Suppressions + Matching + """

          AND  ($6::text IS NULL OR address = $6)
          AND  ($7::text IS NULL OR channel = $7)
          AND  ($8::text IS NULL OR reason = $8)
        """ + InOrder;

    internal const string FindSuppressionsSql = Suppressions + ById;

    private const string SocialPosts = Head + "profile_id, status, platforms, published_at, error_reason, posts, errors, raw FROM social_posts";

    internal const string ListSocialPostsSql = SocialPosts + Matching + """

          AND  ($6::text IS NULL OR profile_id = $6)
          AND  ($7::text IS NULL OR status = $7)
        """ + InOrder;

    internal const string FindSocialPostsSql = SocialPosts + ById;

    private const string SocialAccounts = Head + "profile_id, platform, display_name, status, reason, raw FROM social_accounts";

    internal const string ListSocialAccountsSql = SocialAccounts + Matching + """

          AND  ($6::text IS NULL OR profile_id = $6)
          AND  ($7::text IS NULL OR platform = $7)
        """ + InOrder;

    internal const string FindSocialAccountsSql = SocialAccounts + ById;

    private const string SupabaseRows = Head + "schema_name, table_name, key, operation, record, old_record, raw FROM supabase_rows";

    internal const string ListSupabaseRowsSql = SupabaseRows + Matching + """

          AND  ($6::text IS NULL OR schema_name = $6)
          AND  ($7::text IS NULL OR table_name = $7)
          AND  ($8::text IS NULL OR key = $8)
        """ + InOrder;

    internal const string FindSupabaseRowsSql = SupabaseRows + ById;

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
        "users" => ListUsersSql,
        "organizations" => ListOrganizationsSql,
        "memberships" => ListMembershipsSql,
        "sessions" => ListSessionsSql,
        "messages" => ListMessagesSql,
        "message-events" => ListMessageEventsSql,
        "suppressions" => ListSuppressionsSql,
        "social-posts" => ListSocialPostsSql,
        "social-accounts" => ListSocialAccountsSql,
        "supabase-rows" => ListSupabaseRowsSql,
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
        "users" => FindUsersSql,
        "organizations" => FindOrganizationsSql,
        "memberships" => FindMembershipsSql,
        "sessions" => FindSessionsSql,
        "messages" => FindMessagesSql,
        "message-events" => FindMessageEventsSql,
        "suppressions" => FindSuppressionsSql,
        "social-posts" => FindSocialPostsSql,
        "social-accounts" => FindSocialAccountsSql,
        "supabase-rows" => FindSupabaseRowsSql,
        _ => throw new UnreachableException($"There is no projection '{resource.Name}'."),
    };
}
