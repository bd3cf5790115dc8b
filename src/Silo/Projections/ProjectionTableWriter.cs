using Npgsql;

namespace Signalbox.Projections;

/// <summary>Collects the rows of one projection that a commit writes, and makes the statement that writes them.</summary>
internal interface IProjectionTableWriter
{
    /// <summary>Adds the statements for the rows collected, and forgets the rows.</summary>
    void Flush(NpgsqlBatch batch);

    /// <summary>The same for rows that an answer of the provider's API makes: each is written only over the row that it was asked for.</summary>
    void Keep(NpgsqlBatch batch);
}

/// <inheritdoc/>
/// <param name="upsert">The statement; its first nine parameters are the columns of <see cref="RowHead"/>.</param>
/// <param name="keep">The one for the provider's answers; the same parameters, and the revision as the last where the table has one.</param>
internal abstract class ProjectionTableWriter<TRow>(string upsert, string keep) : IProjectionTableWriter
    where TRow : ProjectionRow
{
    private readonly List<TRow> _rows = [];

    /// <summary>Collects a row.</summary>
    internal virtual void Add(TRow row) => _rows.Add(row);

    /// <inheritdoc/>
    public virtual void Flush(NpgsqlBatch batch)
    {
        // In the order of the key, so that two committers lock rows in the same order.
        _rows.Sort(ByKey);
        while (_rows.Count > 0)
        {
            var later = TakeOutTwins();
            batch.BatchCommands.Add(Write(upsert));
            _rows.Clear();
            _rows.AddRange(later);
        }
    }

    /// <inheritdoc/>
    public virtual void Keep(NpgsqlBatch batch)
    {
        _rows.Sort(ByKey);
        TakeOutTwins();
        if (_rows.Count > 0)
        {
            var command = Write(keep);
            if (HasRevision)
            {
                _ = new ColumnSet<TRow>(_rows, command.Parameters).Numbers(static r => r.Head.Revision);
            }

            batch.BatchCommands.Add(command);
            _rows.Clear();
        }
    }

    /// <summary>Whether the table counts how often a row was written.</summary>
    protected virtual bool HasRevision => true;

    /// <summary>Adds the columns that only this projection has, in the order of the statement's parameters.</summary>
    protected abstract void AddColumns(ColumnSet<TRow> columns);

    private static int ByKey(TRow a, TRow b) =>
        string.CompareOrdinal(a.Head.Account, b.Head.Account) is not 0 and var byAccount ? byAccount : string.CompareOrdinal(a.Head.Id, b.Head.Id);

    /// <summary>
    /// Two streams of a group may write the same object (a payment before and after it got its customer), but one statement may write a row
    /// only once: the second goes into a statement of its own, where the row's freshness decides as ever.
    /// </summary>
    private List<TRow> TakeOutTwins()
    {
        var twins = new List<TRow>();
        for (var i = _rows.Count - 1; i > 0; i--)
        {
            if (ByKey(_rows[i], _rows[i - 1]) == 0)
            {
                twins.Add(_rows[i]);
                _rows.RemoveAt(i);
            }
        }

        twins.Reverse();
        return twins;
    }

    private NpgsqlBatchCommand Write(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        AddColumns(new ColumnSet<TRow>(_rows, command.Parameters)
            .Texts(static r => r.Head.Account)
            .Texts(static r => r.Head.Id)
            .Flags(static r => r.Head.Livemode)
            .Numbers(static r => r.Head.DeletedAt)
            .Numbers(static r => r.Head.AsOf)
            .Integers(static r => r.Head.Rank)
            .Texts(static r => r.Head.Stream)
            .Numbers(static r => r.Head.Version)
            .Json(static r => r.Head.Raw));
        return command;
    }
}
