namespace Signalbox.People;

/// <summary>The statements that find a person and what belongs to it. Each is bounded.</summary>
internal static class PeopleStatements
{
    // $1 id, $2 accounts.
    internal const string ByIdSql = """
        SELECT kind, account, id, person_id, email, verified
        FROM   identities
        WHERE  id = $1
          AND  account = ANY ($2)
        ORDER  BY kind, account
        LIMIT  20
        """;

    // $1 the address in lower case, $2 accounts. Who is deleted has no address any more, and anybody can sign up with an address of somebody else:
    // one that the identity provider has not verified makes a user neither the answer nor a rival.
    internal const string ByEmailSql = """
        SELECT kind, account, id, person_id, email, verified
        FROM   identities
        WHERE  email = $1
          AND  account = ANY ($2)
          AND  deleted_at IS NULL
          AND  (kind = 'customer' OR verified)
        ORDER  BY kind, account, id
        LIMIT  20
        """;

    // $1 id. The user that customers name, in whatever account.
    internal const string UserByIdSql = """
        SELECT kind, account, id, person_id, email, verified
        FROM   identities
        WHERE  id = $1
          AND  kind = 'user'
        ORDER  BY account
        LIMIT  20
        """;

    // $1 the address in lower case.
    internal const string UserByEmailSql = """
        SELECT kind, account, id, person_id, email, verified
        FROM   identities
        WHERE  email = $1
          AND  kind = 'user'
          AND  verified
          AND  deleted_at IS NULL
        ORDER  BY account, id
        LIMIT  20
        """;

    // $1 account, $2 id.
    internal const string UserSql = """
        SELECT account, id, email, coalesce(email_verified, false), phone, coalesce(phone_verified, false), first_name, last_name, banned, last_sign_in_at, deleted_at, raw
        FROM   users
        WHERE  account = $1
          AND  id = $2
        """;

    // $1 account, $2 user.
    internal const string MembershipsSql = """
        SELECT m.account, m.id, m.organization_id, o.name, m.role
        FROM   memberships m
        LEFT   JOIN organizations o ON o.account = m.account AND o.id = m.organization_id
        WHERE  m.account = $1
          AND  m.user_id = $2
          AND  m.deleted_at IS NULL
        ORDER  BY m.id
        LIMIT  50
        """;

    // $1 person, $2 an address in lower case, $3 and $4 account and id of a customer; each may be null.
    internal const string CustomersSql = """
        SELECT account, id, email, name, phone
        FROM   (
            SELECT account, id, email, name, phone FROM customers WHERE person_id = $1 AND deleted_at IS NULL
            UNION
            SELECT account, id, email, name, phone FROM customers WHERE lower(email) = $2 AND person_id IS NULL AND deleted_at IS NULL
            UNION
            SELECT account, id, email, name, phone FROM customers WHERE account = $3 AND id = $4
        ) c
        ORDER  BY account, id
        LIMIT  20
        """;

    // $1 accounts and $2 ids of customers, side by side.
    internal const string SubscriptionsSql = """
        SELECT s.account, s.customer_id, s.id, s.status, s.price_id, s.current_period_end
        FROM   unnest($1::text[], $2::text[]) AS c (account, id)
        JOIN   subscriptions s ON s.account = c.account AND s.customer_id = c.id
        WHERE  s.deleted_at IS NULL
        ORDER  BY s.account, s.id
        LIMIT  50
        """;

    // $1 accounts and $2 ids of customers, side by side.
    internal const string InvoicesSql = """
        SELECT i.account, i.customer_id, i.id, i.status, i.currency, i.amount_remaining, i.due_date
        FROM   unnest($1::text[], $2::text[]) AS c (account, id)
        JOIN   invoices i ON i.account = c.account AND i.customer_id = c.id
        WHERE  i.deleted_at IS NULL
          AND  i.status = 'open'
        ORDER  BY i.account, i.id
        LIMIT  50
        """;

    // $1 addresses.
    internal const string MessagesSql = """
        SELECT account, id, channel, direction, recipient, subject, status, as_of
        FROM   messages
        WHERE  recipient = ANY ($1)
           OR  (sender = ANY ($1) AND direction = 'inbound')
        ORDER  BY as_of DESC, account, id
        LIMIT  20
        """;

    // $1 addresses.
    internal const string SuppressionsSql = """
        SELECT account, channel, address, reason, scope, as_of
        FROM   suppressions
        WHERE  address = ANY ($1)
          AND  deleted_at IS NULL
        ORDER  BY account, id
        LIMIT  50
        """;

    // $1 the profile.
    internal const string SocialAccountsSql = """
        SELECT account, platform, display_name, status
        FROM   social_accounts
        WHERE  profile_id = $1
          AND  deleted_at IS NULL
        ORDER  BY account, id
        LIMIT  50
        """;
}
