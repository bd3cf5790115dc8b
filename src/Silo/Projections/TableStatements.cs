using System.Collections.Frozen;

namespace Signalbox.Projections;

/// <summary>One statement for each projection, the same but for its table. Immutable.</summary>
/// <param name="text">The statement, with <c>{table}</c> for the table's name.</param>
internal sealed class TableStatements(string text)
{
    private readonly FrozenDictionary<ProjectionTable, string> _byTable = Enum.GetValues<ProjectionTable>()
        .ToFrozenDictionary(static table => table, table => text.Replace("{table}", TableNames.Of(table), StringComparison.Ordinal));

    /// <summary>The statement of a table.</summary>
    internal string this[ProjectionTable table] => _byTable[table];

    /// <summary>All of them.</summary>
    internal IEnumerable<string> All => _byTable.Values;
}
