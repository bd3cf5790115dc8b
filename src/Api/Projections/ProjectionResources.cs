using Signalbox.Http;
using static Signalbox.Projections.ColumnKind;

namespace Signalbox.Projections;

/// <summary>The projections that the API shows.</summary>
internal static class ProjectionResources
{
    internal static readonly ProjectionResource Customers = new(
        "customers",
        "customer",
        [
            new("email", Text, "The e-mail address."),
            new("name", Text, "The name."),
            new("phone", Text, "The phone number."),
            new("currency", Text, "The currency that the customer is charged in."),
            new("balance", Number, "The balance, in the currency's smallest unit; negative is credit."),
            new("delinquent", Flag, "Whether the latest invoice has not been paid."),
        ],
        [Filter("email", "Only with this e-mail address, in any case.", "jenny@example.com")]);

    internal static readonly ProjectionResource Subscriptions = new(
        "subscriptions",
        "subscription",
        [
            new("customer_id", Text, "Its customer."),
            new("status", Text, "The provider's status: active, trialing, past_due, canceled and so on."),
            new("price_id", Text, "The price of its first item."),
            new("quantity", Number, "The quantity of its first item."),
            new("current_period_start", Time, "When the current period began."),
            new("current_period_end", Time, "When the current period ends."),
            new("cancel_at_period_end", Flag, "Whether it ends with the current period."),
            new("cancel_at", Time, "When it is going to end."),
            new("canceled_at", Time, "When it was canceled."),
            new("ended_at", Time, "When it ended."),
            new("trial_end", Time, "When the trial ends or ended."),
        ],
        [
            Filter("customer_id", "Only of this customer.", "cus_9s6XKzkNRiz8i3"),
            Filter("status", "Only with this status.", "active"),
            Filter("price_id", "Only whose first item has this price.", "price_1MoBy5LkdIwHu7ixZhnattbh"),
        ])
    {
        HasItems = true,
    };

    internal static readonly ProjectionResource Invoices = new(
        "invoices",
        "invoice",
        [
            new("customer_id", Text, "Its customer."),
            new("subscription_id", Text, "The subscription that it bills, if any."),
            new("number", Text, "The number that people see."),
            new("status", Text, "The provider's status: draft, open, paid, uncollectible, void."),
            new("currency", Text, "The currency."),
            new("total", Number, "The total, in the currency's smallest unit."),
            new("amount_due", Number, "What is to be paid."),
            new("amount_paid", Number, "What has been paid."),
            new("amount_remaining", Number, "What is left to be paid."),
            new("due_date", Time, "When it is due."),
        ],
        [
            Filter("customer_id", "Only of this customer.", "cus_9s6XKzkNRiz8i3"),
            Filter("subscription_id", "Only of this subscription.", "sub_1MowQVLkdIwHu7ixeRlqHVzs"),
            Filter("status", "Only with this status.", "open"),
        ]);

    internal static readonly ProjectionResource Payments = new(
        "payments",
        "payment",
        [
            new("customer_id", Text, "Its customer."),
            new("status", Text, "The provider's status: succeeded, requires_payment_method, canceled and so on."),
            new("currency", Text, "The currency."),
            new("amount", Number, "What is to be collected, in the currency's smallest unit."),
            new("amount_received", Number, "What was collected."),
            new("latest_charge", Text, "The latest attempt to collect it."),
            new("invoice_id", Text, "The invoice that it pays, if any."),
            new("amount_refunded", Number, "What was refunded, all charges together."),
            new("refunded", Flag, "Whether a charge of it was refunded in full."),
            new("disputed", Flag, "Whether a charge of it is or was disputed."),
            new("dispute_status", Text, "The status of the latest dispute."),
            new("dispute_reason", Text, "The reason of the latest dispute."),
        ],
        [
            Filter("customer_id", "Only of this customer.", "cus_9s6XKzkNRiz8i3"),
            Filter("status", "Only with this status.", "succeeded"),
            Filter("invoice_id", "Only for this invoice.", "in_1MtHbELkdIwHu7ixl4OzzPMv"),
        ]);

    internal static readonly ProjectionResource CheckoutSessions = new(
        "checkout-sessions",
        "checkout session",
        [
            new("customer_id", Text, "Its customer."),
            new("subscription_id", Text, "The subscription that it began."),
            new("payment_intent_id", Text, "The payment that it made."),
            new("mode", Text, "payment, setup or subscription."),
            new("status", Text, "The provider's status: open, complete, expired."),
            new("payment_status", Text, "paid, unpaid or no_payment_required."),
            new("currency", Text, "The currency."),
            new("amount_total", Number, "The total, in the currency's smallest unit."),
        ],
        [
            Filter("customer_id", "Only of this customer.", "cus_9s6XKzkNRiz8i3"),
            Filter("status", "Only with this status.", "complete"),
        ]);

    internal static readonly ProjectionResource Products = new(
        "products",
        "product",
        [
            new("name", Text, "The name."),
            new("description", Text, "The description."),
            new("active", Flag, "Whether it can be bought."),
            new("default_price_id", Text, "Its default price."),
        ],
        [FlagFilter("active", "Only what can, or cannot, be bought.")]);

    internal static readonly ProjectionResource Prices = new(
        "prices",
        "price",
        [
            new("product_id", Text, "Its product."),
            new("active", Flag, "Whether it can be used for new purchases."),
            new("type", Text, "one_time or recurring."),
            new("currency", Text, "The currency."),
            new("unit_amount", Number, "The amount of one unit, in the currency's smallest unit."),
            new("recurring_interval", Text, "day, week, month or year."),
            new("recurring_interval_count", Number, "How many of those intervals make a period."),
        ],
        [
            Filter("product_id", "Only of this product.", "prod_NWjs8kKbJWmuuc"),
            FlagFilter("active", "Only what can, or cannot, be used for new purchases."),
        ]);

    internal static readonly ProjectionResource Users = new(
        "users",
        "user",
        [
            new("email", Text, "The primary e-mail address."),
            new("email_verified", Flag, "Whether that address is verified."),
            new("phone", Text, "The primary phone number."),
            new("phone_verified", Flag, "Whether that number is verified; null of a row that no event has written since this is kept."),
            new("username", Text, "The username."),
            new("first_name", Text, "The first name."),
            new("last_name", Text, "The last name."),
            new("external_id", Text, "The id that your own system gave it."),
            new("banned", Flag, "Whether it may not sign in."),
            new("locked", Flag, "Whether it may not sign in for a while, after too many attempts."),
            new("last_sign_in_at", Time, "When it signed in last, as of the latest event."),
            new("created_at", Time, "When it was created."),
        ],
        [
            Filter("email", "Only with this e-mail address, in any case.", "ada@example.com"),
            Filter("phone", "Only with exactly this phone number.", "+15550100"),
            Filter("username", "Only with this username.", "ada"),
            Filter("external_id", "Only with this id of your own.", "42"),
        ])
    {
        ExampleStream = "clerk/user/user_29w83sxmDNGwOuEthce5gg56FcC",
    };

    internal static readonly ProjectionResource Organizations = new(
        "organizations",
        "organization",
        [
            new("name", Text, "The name."),
            new("slug", Text, "The name in addresses."),
            new("created_by", Text, "The user that created it."),
            new("members_count", Number, "How many members it has, if the provider said."),
            new("created_at", Time, "When it was created."),
        ],
        [Filter("slug", "Only with this slug.", "acme")])
    {
        ExampleStream = "clerk/organization/org_29w9IfBrPmcpi0IeBVaKtA7R94W",
    };

    internal static readonly ProjectionResource Memberships = new(
        "memberships",
        "membership",
        [
            new("user_id", Text, "The user."),
            new("organization_id", Text, "The organization."),
            new("role", Text, "The role that the user has there."),
            new("created_at", Time, "Since when."),
        ],
        [
            Filter("user_id", "Only of this user.", "user_29w83sxmDNGwOuEthce5gg56FcC"),
            Filter("organization_id", "Only of this organization.", "org_29w9IfBrPmcpi0IeBVaKtA7R94W"),
            Filter("role", "Only with this role.", "org:admin"),
        ])
    {
        ExampleStream = "clerk/organization/org_29w9IfBrPmcpi0IeBVaKtA7R94W",
    };

    internal static readonly ProjectionResource Sessions = new(
        "sessions",
        "session",
        [
            new("user_id", Text, "The user."),
            new("client_id", Text, "The client, such as a browser."),
            new("status", Text, "The provider's status: active, ended, removed, revoked and so on."),
            new("last_active_at", Time, "When it was active last, as of the latest event."),
            new("expire_at", Time, "When it expires."),
            new("created_at", Time, "When it began."),
        ],
        [
            Filter("user_id", "Only of this user.", "user_29w83sxmDNGwOuEthce5gg56FcC"),
            Filter("status", "Only with this status.", "active"),
        ])
    {
        ExampleStream = "clerk/user/user_29w83sxmDNGwOuEthce5gg56FcC",
    };

    internal static readonly ProjectionResource Messages = new(
        "messages",
        "message",
        [
            new("provider", Text, "The provider's name."),
            new("channel", Text, "sms, whatsapp, messenger, rcs or email."),
            new("direction", Text, "outbound or inbound."),
            new("recipient", Text, "The address that it goes to; e-mail addresses in lower case."),
            new("sender", Text, "The address that it comes from, if the provider said."),
            new("subject", Text, "The subject, of e-mails, if the provider said."),
            new("status", Text, "The furthest status that any event told of; it never goes back. Null while there were only clicks and the like."),
            new("group_id", Text, "What the messages of one request, broadcast or messaging service have in common."),
            new("error_code", Text, "The code of the failure, if it failed."),
            new("error_reason", Text, "Why it failed, for people."),
            new("segments", Number, "How many parts a text message was sent in."),
            new("opens", Number, "How often it was opened, as far as the provider can tell."),
            new("clicks", Number, "How often a link in it was clicked."),
            new("queued_at", Time, "When the provider took it, or scheduled it."),
            new("sent_at", Time, "When it was sent."),
            new("delivered_at", Time, "When it was delivered."),
            new("opened_at", Time, "When it was opened, or read, first."),
            new("clicked_at", Time, "When a link in it was clicked first."),
            new("failed_at", Time, "When it failed, bounced or was refused."),
            new("complained_at", Time, "When its recipient called it spam."),
            new("unsubscribed_at", Time, "When its recipient unsubscribed through it."),
        ],
        [
            Filter("recipient", "Only to exactly this address; e-mail addresses in lower case.", "ada@example.com"),
            Filter("status", "Only with this status.", "delivered"),
            Filter("channel", "Only of this channel.", "email"),
            Filter("provider", "Only of this provider.", "sendgrid"),
            Filter("group_id", "Only of this group.", "14c5d75ce93.dfd.64b469"),
        ])
    {
        ExampleStream = "sendgrid/message/14c5d75ce93.dfd.64b469",
    };

    internal static readonly ProjectionResource MessageEvents = new(
        "message-events",
        "message event",
        [
            new("message_id", Text, "The message."),
            new("provider", Text, "The provider's name."),
            new("channel", Text, "sms, whatsapp, messenger, rcs or email."),
            new("type", Text, "The event's type."),
            new("status", Text, "The status that the event told of, if any."),
            new("milestone", Text, "What it says of the message: queued, sent, delivered, failed, opened, clicked, complained or unsubscribed."),
            new("recipient", Text, "The address that it is about."),
            new("error_code", Text, "The code of the failure, if it is one."),
            new("error_reason", Text, "Why, for people."),
            new("url", Text, "What was clicked."),
        ],
        [
            Filter("message_id", "Only of this message.", "SM1f0e8ae6ade43cb3c0ce4525424e404f"),
            Filter("recipient", "Only about exactly this address.", "ada@example.com"),
            Filter("type", "Only of this type.", "email.bounce"),
        ])
    {
        ExampleStream = "twilio/message/SM1f0e8ae6ade43cb3c0ce4525424e404f",
    };

    internal static readonly ProjectionResource Suppressions = new(
        "suppressions",
        "suppression",
        [
            new("channel", Text, "sms, whatsapp, messenger, rcs or email."),
            new("address", Text, "The address; e-mail addresses in lower case."),
            new("reason", Text, "complaint, bounce, unsubscribe, stop, or refused (by the provider); resubscribe once it is lifted, which deleted_at says when."),
            new("scope", Text, "What it is limited to: a group, an audience, a sender. Null for all that the account sends."),
        ],
        [
            Filter("address", "Only of exactly this address; e-mail addresses in lower case.", "ada@example.com"),
            Filter("channel", "Only of this channel.", "email"),
            Filter("reason", "Only for this reason.", "bounce"),
        ])
    {
        ExampleStream = "sendgrid/message/14c5d75ce93.dfd.64b469",
    };

    internal static readonly ProjectionResource SocialPosts = new(
        "social-posts",
        "social post",
        [
            new("profile_id", Text, "The profile that posted."),
            new("status", Text, "The provider's status: success, error and so on."),
            new("platforms", Text, "The networks, by name, separated by spaces."),
            new("published_at", Time, "When it was published; null if it was not."),
            new("error_reason", Text, "The first error."),
            new("posts", Json, "What became of it on each network, as the provider sent it."),
            new("errors", Json, "The errors, as the provider sent them."),
        ],
        [
            Filter("profile_id", "Only of this profile.", "140b8700bd6ade089b242d845e268fb886130c53"),
            Filter("status", "Only with this status.", "error"),
        ])
    {
        ExampleStream = "ayrshare/post/RhrbDtYh7hdSMc67zC8H",
    };

    internal static readonly ProjectionResource SocialAccounts = new(
        "social-accounts",
        "social account",
        [
            new("profile_id", Text, "The profile."),
            new("platform", Text, "The network."),
            new("display_name", Text, "The name of the account there."),
            new("status", Text, "linked or unlinked."),
            new("reason", Text, "Why, or by whom, if the provider said."),
        ],
        [
            Filter("profile_id", "Only of this profile.", "140b8700bd6ade089b242d845e268fb886130c53"),
            Filter("platform", "Only at this network.", "instagram"),
        ])
    {
        ExampleStream = "ayrshare/profile/140b8700bd6ade089b242d845e268fb886130c53",
    };

    internal static readonly ProjectionResource SupabaseRows = new(
        "supabase-rows",
        "supabase row",
        [
            new("schema_name", Text, "The schema."),
            new("table_name", Text, "The table."),
            new("key", Text, "The row's id."),
            new("operation", Text, "What changed it last: insert, update or delete."),
            new("record", Json, "The row; null once it is deleted."),
            new("old_record", Json, "The row before the latest change."),
        ],
        [
            Filter("schema_name", "Only of this schema.", "public"),
            Filter("table_name", "Only of this table.", "todos"),
            Filter("key", "Only with this id.", "42"),
        ])
    {
        ExampleStream = "supabase/row/public.todos/42",
    };

    /// <summary>The items of a subscription: shown in its by-id answer, without a route of their own.</summary>
    internal static readonly ProjectionResource SubscriptionItems = new(
        "subscription-items",
        "subscription item",
        [
            new("subscription_id", Text, "The subscription."),
            new("price_id", Text, "The price."),
            new("product_id", Text, "The product."),
            new("quantity", Number, "How many."),
            new("current_period_start", Time, "When the current period began."),
            new("current_period_end", Time, "When the current period ends."),
        ],
        []);

    /// <summary>Those with a route.</summary>
    internal static IReadOnlyList<ProjectionResource> Routed { get; } =
    [
        Customers, Subscriptions, Invoices, Payments, CheckoutSessions, Products, Prices,
        Users, Organizations, Memberships, Sessions, Messages, MessageEvents, Suppressions, SocialPosts, SocialAccounts, SupabaseRows,
    ];

    private static QueryParameter Filter(string name, string description, string example) => new(name, description) { Example = example };

    private static QueryParameter FlagFilter(string name, string description) => new(name, description) { Choices = ["true", "false"] };
}
