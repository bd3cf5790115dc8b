using Signalbox.Http;
using static Signalbox.Projections.ColumnKind;

namespace Signalbox.Projections;

/// <summary>The projections that the API shows, in a file for each kind of provider.</summary>
internal static partial class ProjectionResources
{
    /// <summary>Those that have routes of their own. Made anew at each call: the order in which fields of several files are set is nobody's to know.</summary>
    internal static IReadOnlyList<ProjectionResource> Routed =>
    [
        Customers, Subscriptions, Invoices, Payments, CheckoutSessions, Products, Prices,
        Users, Organizations, Memberships, Sessions, Messages, MessageEvents, Suppressions, SocialPosts, SocialAccounts, SupabaseRows,
    ];

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

    private static QueryParameter Filter(string name, string description, string example) => new(name, description) { Example = example };

    private static QueryParameter FlagFilter(string name, string description) => new(name, description) { Choices = ["true", "false"] };
}
