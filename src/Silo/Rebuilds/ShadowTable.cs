using Signalbox.Projections;

namespace Signalbox.Rebuilds;

/// <summary>How the rows of a table are made of events, which decides how those are carried over that the journal does not tell any more.</summary>
internal enum ShadowKind
{
    /// <summary>Each row is the freshest copy of an object.</summary>
    Copies = 1,

    /// <summary>Rows that are written with those of another table only.</summary>
    Items = 2,

    /// <summary>Each row is the latest fact.</summary>
    Facts = 3,

    /// <summary>Each row is one event.</summary>
    Events = 4,

    /// <summary>Each row is the sum of events.</summary>
    Sums = 5,
}

/// <summary>A table that a rebuild computes anew.</summary>
/// <param name="Name">Its name, the same in each schema.</param>
/// <param name="Kind">How its rows are made.</param>
internal sealed record ShadowTable(string Name, ShadowKind Kind)
{
    /// <summary>The schema of the tables that everybody reads.</summary>
    internal const string Live = "signalbox";

    /// <summary>The schema of those that are being filled. The rebuild's connection finds them before the live ones of the same name.</summary>
    internal const string Shadow = "signalbox_shadow";

    /// <summary>The schema of those that were replaced, until they are dropped.</summary>
    internal const string Replaced = "signalbox_replaced";

    /// <summary>All of them, in the order in which commits write them: locks are taken in this order.</summary>
    internal static readonly IReadOnlyList<ShadowTable> All =
    [
        .. Enum.GetValues<ProjectionTable>().SelectMany(static table => table is ProjectionTable.Subscriptions
            ? new ShadowTable[] { new(TableNames.Of(table), ShadowKind.Copies), new("subscription_items", ShadowKind.Items) }
            : [new(TableNames.Of(table), ShadowKind.Copies)]),
        .. FactTableNames.Latest.Select(static name => new ShadowTable(name, ShadowKind.Facts)),
        new(FactTableNames.MessageEvents, ShadowKind.Events),
        new(FactTableNames.Messages, ShadowKind.Sums),
    ];

    /// <summary>Their names.</summary>
    internal static readonly string[] Names = [.. All.Select(static t => t.Name)];
}
