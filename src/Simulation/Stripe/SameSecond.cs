namespace Signalbox.Simulation.Stripe;

/// <summary>How much a receiver must know to order the events that an object has within one second.</summary>
public enum SameSecond
{
    /// <summary>Any two of them can be ordered by themselves.</summary>
    Pairs = 0,

    /// <summary>
    /// Consecutive ones can be ordered, so all of them can once all are known: with quantity 1→2, 2→3, 3→4 in one second, the
    /// first and the third alone cannot be told apart.
    /// </summary>
    Chain = 1,

    /// <summary>No care is taken: for load, where the order sent is the order meant.</summary>
    Unchecked = 2,
}
