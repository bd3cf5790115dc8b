using Signalbox.Messages;

namespace Signalbox.Projections;

/// <summary>Writes suppressions.</summary>
internal sealed class SuppressionsTable() : FactTable<SuppressionFact>(UpsertSql)
{
    internal static readonly string UpsertSql = LatestFact.Upsert(
        "suppressions",
        ("channel", "text"),
        ("address", "text"),
        ("reason", "text"),
        ("scope", "text"));

    /// <inheritdoc/>
    protected override void AddColumns(ColumnSet<SuppressionFact> columns) => columns
        .Texts(static f => f.Channel)
        .Texts(static f => f.Address)
        .Texts(static f => f.Reason)
        .Texts(static f => f.Scope);
}
