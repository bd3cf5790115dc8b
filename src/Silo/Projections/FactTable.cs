using Npgsql;

namespace Signalbox.Projections;

/// <summary>Collects the facts of one table that a commit writes, and makes the statement that merges them.</summary>
internal interface IFactTable
{
    /// <summary>Adds the statement for the facts collected, if there are any, and forgets them.</summary>
    void Flush(NpgsqlBatch batch);
}

/// <inheritdoc/>
/// <param name="sql">The statement; its first parameters are the columns of <see cref="FactHead"/>, the others are added by <see cref="AddColumns"/>.</param>
internal abstract class FactTable<TFact>(string sql) : IFactTable
    where TFact : Fact
{
    private readonly List<TFact> _facts = [];

    /// <summary>Collects a fact.</summary>
    internal void Add(TFact fact) => _facts.Add(fact);

    /// <inheritdoc/>
    public void Flush(NpgsqlBatch batch)
    {
        if (_facts.Count == 0)
        {
            return;
        }

        var command = new NpgsqlBatchCommand(sql);
        AddColumns(new ColumnSet<TFact>(_facts, command.Parameters)
            .Texts(static f => f.Head.Account)
            .Texts(static f => f.Head.Id)
            .Flags(static f => f.Head.Livemode)
            .Numbers(static f => f.Head.DeletedAt)
            .Numbers(static f => f.Head.AsOf)
            .Integers(static f => f.Head.Order.Phase)
            .Numbers(static f => f.Head.Order.Sequence)
            .Integers(static f => f.Head.Order.Rank)
            .Texts(static f => f.Head.Order.EventId)
            .Texts(static f => f.Head.Stream)
            .Numbers(static f => f.Head.Version)
            .Json(static f => f.Head.Raw));
        batch.BatchCommands.Add(command);
        _facts.Clear();
    }

    /// <summary>Adds the columns that only this table has, in the order of the statement's parameters.</summary>
    protected abstract void AddColumns(ColumnSet<TFact> columns);
}
