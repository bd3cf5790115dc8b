using System.Diagnostics;
using Npgsql;
using Signalbox.Messages;
using Signalbox.People;
using Signalbox.Social;
using Signalbox.Tables;

namespace Signalbox.Projections;

/// <summary>All tables of facts, for one committer. Not thread-safe.</summary>
internal sealed class FactTables
{
    private readonly UsersTable _users = new();
    private readonly OrganizationsTable _organizations = new();
    private readonly MembershipsTable _memberships = new();
    private readonly SessionsTable _sessions = new();
    private readonly SuppressionsTable _suppressions = new();
    private readonly SocialPostsTable _socialPosts = new();
    private readonly SocialAccountsTable _socialAccounts = new();
    private readonly SupabaseRowsTable _supabaseRows = new();
    private readonly MessagesTable _messages = new(MessagesTable.UpsertSql);
    private readonly MessagesTable _messagesAgain = new(MessagesTable.ReplaySql);
    private readonly IFactTable[] _all;

    public FactTables() => _all = [_users, _organizations, _memberships, _sessions, _suppressions, _socialPosts, _socialAccounts, _supabaseRows, _messages, _messagesAgain];

    /// <summary>Collects a fact.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="isAgain">Whether its event was applied before.</param>
    internal void Add(Fact fact, bool isAgain = false)
    {
        switch (fact)
        {
            case UserFact f: _users.Add(f); break;
            case OrganizationFact f: _organizations.Add(f); break;
            case MembershipFact f: _memberships.Add(f); break;
            case SessionFact f: _sessions.Add(f); break;
            case SuppressionFact f: _suppressions.Add(f); break;
            case SocialPostFact f: _socialPosts.Add(f); break;
            case SocialAccountFact f: _socialAccounts.Add(f); break;
            case SupabaseRowFact f: _supabaseRows.Add(f); break;
            case MessageEventFact f: (isAgain ? _messagesAgain : _messages).Add(f); break;
            default: throw new UnreachableException($"No table takes a {fact.GetType().Name}.");
        }
    }

    /// <summary>Adds the statements for all facts collected; always in the same order of tables.</summary>
    internal void Flush(NpgsqlBatch batch)
    {
        foreach (var table in _all)
        {
            table.Flush(batch);
        }
    }
}
