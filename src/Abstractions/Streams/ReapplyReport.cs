namespace Signalbox.Streams;

/// <summary>What became of events that were to be applied once more.</summary>
/// <param name="Applied">How many were applied once more, dead letters included.</param>
/// <param name="Rows">How many rows that wrote: none, if they showed the events already.</param>
/// <param name="Resolved">How many of them were open dead letters, which are closed now.</param>
/// <param name="Failed">How many could not be applied; a dead letter stays open, with the new error.</param>
/// <param name="Waiting">How many have not been applied for the first time yet, and will be without a replay.</param>
[GenerateSerializer, Immutable, Alias("signalbox.reapply-report.v1")]
public sealed record ReapplyReport(
    [property: Id(0)] int Applied, [property: Id(1)] int Rows, [property: Id(2)] int Resolved, [property: Id(3)] int Failed, [property: Id(4)] int Waiting)
{
    /// <summary>Nothing.</summary>
    public static ReapplyReport None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>Both together.</summary>
    public static ReapplyReport operator +(ReapplyReport a, ReapplyReport b) => Add(a, b);

    /// <inheritdoc cref="op_Addition"/>
    public static ReapplyReport Add(ReapplyReport a, ReapplyReport b) =>
        new(a.Applied + b.Applied, a.Rows + b.Rows, a.Resolved + b.Resolved, a.Failed + b.Failed, a.Waiting + b.Waiting);
}
