using Npgsql;
using Signalbox.Streams;

namespace Signalbox.Projections;

/// <summary>
/// How the rows of a stream that is rebuilt are made to give way: in the commit's transaction, before the rows are written, they become staler
/// than any copy. Rows of other streams stay, and those that an answer of the provider's API wrote. Rare; nothing for other commits.
/// </summary>
internal static class RowReplacements
{
    // $1 accounts, $2 ids, $3 streams.
    internal static readonly TableStatements Sql = new("""
        UPDATE {table} t
        SET    provisional = true, deleted_at = NULL, as_of = to_timestamp(0), rank = -2147483648
        FROM   unnest($1::text[], $2::text[], $3::text[]) AS r (account, id, stream)
        JOIN   stream_cursors c ON c.stream = r.stream AND c.committed_by = pg_current_xact_id()
        WHERE  t.account = r.account
          AND  t.id = r.id
          AND  t.stream = r.stream
          AND  t.rank <> 2147483647
        """);

    // Items go with their subscription. $1 accounts, $2 ids of items, $3 ids of subscriptions.
    internal const string ItemsSql = """
        UPDATE subscription_items t
        SET    as_of = to_timestamp(0), rank = -2147483648, raw = 'null'
        FROM   unnest($1::text[], $2::text[], $3::text[]) AS r (account, id, subscription_id)
        JOIN   subscriptions s ON s.account = r.account AND s.id = r.subscription_id AND s.xmin = pg_current_xact_id()::xid
        WHERE  t.account = r.account
          AND  t.id = r.id
        """;

    /// <summary>Adds the statements for the commits that replace rows; to be called behind the swap of the cursors.</summary>
    internal static void Add(NpgsqlBatch batch, IReadOnlyList<StreamCommit> commits)
    {
        foreach (var commit in commits)
        {
            if (commit.Replaced.Count > 0)
            {
                Add(batch, commit);
            }
        }
    }

    private static void Add(NpgsqlBatch batch, StreamCommit commit)
    {
        var account = StreamKey.Parse(commit.Stream).Account;
        foreach (var table in commit.Replaced.GroupBy(static k => k.Table).OrderBy(static t => t.Key))
        {
            var command = new NpgsqlBatchCommand(Sql[table.Key]);
            _ = new ColumnSet<ObjectKey>([.. table.OrderBy(static k => k.Id, StringComparer.Ordinal)], command.Parameters)
                .Texts(_ => account)
                .Texts(static k => k.Id)
                .Texts(_ => commit.Stream);
            batch.BatchCommands.Add(command);
        }

        var replaced = commit.Replaced.Where(static k => k.Table is ProjectionTable.Subscriptions).Select(static k => k.Id).ToHashSet();
        List<SubscriptionItemRow> items = [.. commit.Rows.OfType<SubscriptionRow>().Where(s => replaced.Contains(s.Head.Id)).SelectMany(static s => s.Items)];
        if (items.Count > 0)
        {
            var command = new NpgsqlBatchCommand(ItemsSql);
            _ = new ColumnSet<SubscriptionItemRow>(items, command.Parameters)
                .Texts(static i => i.Head.Account)
                .Texts(static i => i.Head.Id)
                .Texts(static i => i.SubscriptionId);
            batch.BatchCommands.Add(command);
        }
    }
}
