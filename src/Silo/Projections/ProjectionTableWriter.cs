using Npgsql;

namespace Signalbox.Projections;

/// <summary>Collects the rows of one projection that a commit writes, and makes the statement that writes them.</summary>
internal interface IProjectionTableWriter
{
    /// <summary>Adds the statements for the rows collected, and forgets the rows.</summary>
    void Flush(NpgsqlBatch batch);
}

/// <inheritdoc/>
/// <param name="upsert">The statement; its first nine parameters are the columns of <see cref="RowHead"/>.</param>
internal abstract class ProjectionTableWriter<TRow>(string upsert) : IProjectionTableWriter
    where TRow : ProjectionRow
{
    private readonly List<TRow> _rows = [];

    /// <summary>Collects a row.</summary>
    internal virtual void Add(TRow row) => _rows.Add(row);

    /// <inheritdoc/>
    public virtual void Flush(NpgsqlBatch batch)
    {
        if (_rows.Count == 0)
        {
            return;
        }

        // In the order of the key, so that two committers lock rows in the same order.
        _rows.Sort(static (a, b) => (string.CompareOrdinal(a.Head.Account, b.Head.Account), string.CompareOrdinal(a.Head.Id, b.Head.Id)) switch
        {
            (0, var byId) => byId,
            (var byAccount, _) => byAccount,
        });
        var command = new NpgsqlBatchCommand(upsert);
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
        batch.BatchCommands.Add(command);
        _rows.Clear();
    }

    /// <summary>Adds the columns that only this projection has, in the order of the statement's parameters.</summary>
    protected abstract void AddColumns(ColumnSet<TRow> columns);
}
