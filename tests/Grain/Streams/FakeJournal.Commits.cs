using System.Text;
using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Tests.Grain.Streams;

/// <summary>The committing half: cursor and rows move together or not at all.</summary>
internal sealed partial class FakeJournal : ICommitter
{
    private readonly Dictionary<(string Account, ObjectKey Key), (ProjectionRow Row, int Writes)> _rows = [];
    private readonly List<StreamCommit> _committed = [];

    /// <summary>Commits with a row that holds this text are refused, as PostgreSQL refuses rows for what they hold.</summary>
    internal string? Poison { get; set; }

    /// <summary>Called before a commit is written, outside the lock: a test may make it wait.</summary>
    internal Func<StreamCommit, Task> OnCommit { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Called for each commit: whether its outcome gets lost, and whether it is written all the same.</summary>
    internal Func<StreamCommit, Loss> LosesOutcome { get; set; } = static _ => Loss.None;

    /// <summary>What was written, in order.</summary>
    internal IReadOnlyList<StreamCommit> Committed
    {
        get
        {
            lock (_gate)
            {
                return [.. _committed];
            }
        }
    }

    /// <summary>How many commits were turned away since the cursor was elsewhere.</summary>
    internal int Fenced { get; private set; }

    /// <summary>The customer as it is stored; <see langword="null"/> if it is not.</summary>
    internal CustomerRow? Customer(string account, string id)
    {
        lock (_gate)
        {
            return _rows.TryGetValue((account, new ObjectKey(ProjectionTable.Customers, id)), out var stored) ? (CustomerRow)stored.Row : null;
        }
    }

    /// <summary>How often the customer's row was written.</summary>
    internal int WritesOf(string account, string id)
    {
        lock (_gate)
        {
            return _rows.TryGetValue((account, new ObjectKey(ProjectionTable.Customers, id)), out var stored) ? stored.Writes : 0;
        }
    }

    /// <summary>Changes a customer's row behind everybody's back; <see langword="null"/> deletes it.</summary>
    internal void Damage(string account, string id, Func<CustomerRow, CustomerRow?> change)
    {
        lock (_gate)
        {
            var key = (account, new ObjectKey(ProjectionTable.Customers, id));
            if (change((CustomerRow)_rows[key].Row) is { } changed)
            {
                _rows[key] = (changed, _rows[key].Writes);
            }
            else
            {
                _rows.Remove(key);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<CommitOutcome> CommitAsync(StreamCommit commit)
    {
        await OnCommit(commit);
        await Task.Yield();
        CommitOutcome outcome;
        lock (_gate)
        {
            var loss = LosesOutcome(commit);
            outcome = loss is Loss.NotWritten ? CommitOutcome.Committed.Instance : Write(commit);
            if (loss is not Loss.None)
            {
                outcome = new CommitOutcome.Unknown("the connection broke");
            }
        }

        _signals.Changed();
        return outcome;
    }

    private CommitOutcome Write(StreamCommit commit)
    {
        if (Poison is { } poison && commit.Rows.Any(r => Encoding.UTF8.GetString(r.Head.Raw.Span).Contains(poison, StringComparison.Ordinal)))
        {
            return new CommitOutcome.Refused("22P02 poison");
        }

        var state = Of(commit.Stream);
        if (state.Applied != commit.From || commit.To > state.Head)
        {
            Fenced++;
            return CommitOutcome.Fenced.Instance;
        }

        Assert.Distinct(commit.Rows.Select(static r => (r.GetType(), r.Head.Id)));
        state.MoveTo(commit.To);
        foreach (var row in commit.Rows)
        {
            Store(row, commit.Replaced.Any(k => k.Id == row.Head.Id));
        }

        _committed.Add(commit);
        return CommitOutcome.Committed.Instance;
    }

    private void Store(ProjectionRow row, bool isReplaced)
    {
        // Only customers: the grains do not look into rows, and one table is enough to see what they write.
        var key = (row.Head.Account, new ObjectKey(ProjectionTable.Customers, row.Head.Id));
        var known = _rows.TryGetValue(key, out var stored);
        if (known && !isReplaced && Freshness.Compare(VersionOf(row), VersionOf(stored.Row)) < 0)
        {
            return;
        }

        _rows[key] = (row, stored.Writes + 1);
    }

    private static ObjectVersion VersionOf(ProjectionRow row) =>
        new(row.Head.AsOf, row.Head.Rank, row.Head.DeletedAt is not null, row.Head.Stream, row.Head.Version);
}

/// <summary>What happens to a commit whose outcome nobody hears of.</summary>
internal enum Loss
{
    None,
    Written,
    NotWritten,
}
