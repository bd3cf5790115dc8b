namespace Signalbox.Simulation;

/// <summary>What a provider's history is made from. Same request: same bytes.</summary>
/// <param name="Start">The account's clock at first.</param>
public sealed record HistoryRequest(DateTimeOffset Start)
{
    /// <summary>What all chance comes from. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many events <c>random</c> makes, exactly. At least 1, default 200. The others ignore it.</summary>
    public int Events { get; init; } = 200;

    /// <summary>Over how many entities (users, recipients, rows, repositories) <c>random</c> spreads them. At least 1, default 10.</summary>
    public int Entities { get; init; } = 10;
}
