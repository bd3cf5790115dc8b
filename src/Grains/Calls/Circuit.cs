namespace Signalbox.Calls;

/// <summary>A circuit as its row keeps it. All times are the database's.</summary>
/// <param name="State">Its state.</param>
/// <param name="Outcomes">What is counted while it is closed.</param>
/// <param name="Breaks">How many breaks there have been in a row.</param>
/// <param name="Until">While open: the end of the break; while half-open: when probes that nobody reported count as lost.</param>
/// <param name="ClosedAt">When it closed last.</param>
/// <param name="Round">Grows with each break, so that outcomes of requests from before it are known as such.</param>
/// <param name="ProbesGiven">While half-open: how many probes are out or came back well.</param>
/// <param name="ProbesSucceeded">While half-open: how many came back well.</param>
internal sealed record Circuit(
    CircuitState State, OutcomeWindow Outcomes, int Breaks, DateTimeOffset Until, DateTimeOffset ClosedAt, long Round, int ProbesGiven, int ProbesSucceeded)
{
    /// <summary>A circuit that nothing has happened on.</summary>
    internal static readonly Circuit New = new(
        CircuitState.Closed, OutcomeWindow.Empty, 0, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Round: 0, 0, 0);
}
