using System.Text.RegularExpressions;
using Signalbox.Projections;

namespace Signalbox.Rebuilds;

/// <summary>
/// The columns of the tables that commits and answers of providers write, read from their statements. What another column holds, somebody has put there, or a
/// later version: a rebuild by this one would lose it. Immutable.
/// </summary>
internal static partial class WrittenColumns
{
    // What no statement names: it has its default in tables whose rows are never confirmed, or never deleted.
    private static readonly string[] Defaults = ["provisional", "deleted_at"];

    private static readonly string[] Statements =
    [
        CustomersTable.KeepSql, SubscriptionsTable.KeepSql, SubscriptionItemsTable.KeepSql, InvoicesTable.KeepSql, PaymentIntentsTable.KeepSql, ChargesTable.KeepSql,
        DisputesTable.KeepSql, CheckoutSessionsTable.KeepSql, ProductsTable.KeepSql, PricesTable.KeepSql, UsersTable.UpsertSql, OrganizationsTable.UpsertSql,
        MembershipsTable.UpsertSql, SessionsTable.UpsertSql, SuppressionsTable.UpsertSql, SocialPostsTable.UpsertSql, SocialAccountsTable.UpsertSql,
        SupabaseRowsTable.UpsertSql, MessagesTable.UpsertSql,
    ];

    /// <summary>All of them, each as <c>table.column</c>.</summary>
    internal static readonly string[] All =
    [
        .. Statements
            .SelectMany(static sql => Insert().Matches(sql))
            .SelectMany(static insert => insert.Groups["columns"].Value.Split(',', StringSplitOptions.TrimEntries).Concat(Defaults).Select(c => $"{insert.Groups["table"].Value}.{c}"))
            .Distinct(),
    ];

    [GeneratedRegex(@"INSERT INTO (?<table>\w+)( AS \w+)?\s*\((?<columns>[^)]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Insert();
}
