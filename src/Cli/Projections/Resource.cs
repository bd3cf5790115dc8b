namespace Signalbox.Projections;

/// <summary>A kind of object that can be asked for.</summary>
/// <param name="Name">The last part of its route.</param>
/// <param name="Columns">What a list shows of it; <c>--json</c> has the rest.</param>
internal sealed record Resource(string Name, IReadOnlyList<string> Columns)
{
    internal static IReadOnlyList<Resource> All { get; } =
    [
        new("customers", ["id", "email", "name", "currency", "balance", "delinquent", "updated_at"]),
        new("subscriptions", ["id", "customer_id", "status", "price_id", "quantity", "current_period_end", "cancel_at_period_end"]),
        new("invoices", ["id", "customer_id", "subscription_id", "number", "status", "currency", "total", "amount_remaining"]),
        new("payments", ["id", "customer_id", "status", "currency", "amount", "amount_refunded", "dispute_status"]),
        new("checkout-sessions", ["id", "customer_id", "mode", "status", "payment_status", "currency", "amount_total"]),
        new("products", ["id", "name", "active", "default_price_id"]),
        new("prices", ["id", "product_id", "active", "type", "currency", "unit_amount", "recurring_interval"]),
        new("users", ["id", "email", "phone", "first_name", "last_name", "banned", "last_sign_in_at"]),
        new("organizations", ["id", "name", "slug", "members_count", "created_at"]),
        new("memberships", ["id", "user_id", "organization_id", "role", "created_at"]),
        new("sessions", ["id", "user_id", "status", "last_active_at", "expire_at"]),
        new("messages", ["id", "channel", "recipient", "status", "error_code", "opens", "clicks", "as_of"]),
        new("message-events", ["id", "message_id", "type", "status", "recipient", "as_of"]),
        new("suppressions", ["channel", "address", "reason", "scope", "as_of"]),
        new("social-posts", ["id", "profile_id", "status", "platforms", "published_at", "error_reason"]),
        new("social-accounts", ["profile_id", "platform", "display_name", "status", "as_of"]),
        new("supabase-rows", ["id", "operation", "as_of"]),
    ];
}
