namespace Signalbox.Simulation;

/// <summary>One row that a projection must show.</summary>
/// <param name="Table">The projection's table, for example <c>subscriptions</c>.</param>
/// <param name="Id">The provider's id of the object.</param>
/// <param name="Deleted">Whether an event said that the object is gone.</param>
/// <param name="Columns">Column values as invariant text: <c>true</c>/<c>false</c>, decimal integers, unix seconds; null where there is none.</param>
/// <param name="RawJson">The object as the last event about it carried it.</param>
public sealed record TruthRow(string Table, string Id, bool Deleted, IReadOnlyDictionary<string, string?> Columns, string RawJson);

/// <summary>
/// What the events last said of every object, independent of the order in which they were sent. A state that no event
/// carried is not in it: nobody could know it. Immutable.
/// </summary>
public sealed class GroundTruth
{
    private readonly Dictionary<(string Table, string Id), TruthRow> _byKey;

    internal GroundTruth(IReadOnlyList<TruthRow> rows)
    {
        Rows = rows;
        _byKey = rows.ToDictionary(row => (row.Table, row.Id));
    }

    /// <summary>Every row of every table.</summary>
    public IReadOnlyList<TruthRow> Rows { get; }

    /// <summary>The rows of one table; none when the table has none.</summary>
    public IEnumerable<TruthRow> Table(string table) => Rows.Where(row => row.Table == table);

    /// <summary>The row, or null when no event told of such an object.</summary>
    public TruthRow? Find(string table, string id) => _byKey.GetValueOrDefault((table, id));
}
