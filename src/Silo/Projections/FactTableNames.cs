namespace Signalbox.Projections;

/// <summary>The tables of facts by name, in the order in which <see cref="FactTables"/> writes them.</summary>
internal static class FactTableNames
{
    internal const string MessageEvents = "message_events";
    internal const string Messages = "messages";

    /// <summary>Those whose rows show the latest fact.</summary>
    internal static readonly IReadOnlyList<string> Latest =
        ["users", "organizations", "memberships", "sessions", "suppressions", "social_posts", "social_accounts", "supabase_rows"];
}
