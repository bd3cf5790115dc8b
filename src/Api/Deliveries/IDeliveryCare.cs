namespace Signalbox.Deliveries;

/// <summary>What people do about deliveries. Everything is right beside a process that is delivering at the same time. Safe for any number of callers at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away; what was asked for may be done all the same.</remarks>
internal interface IDeliveryCare
{
    /// <summary>The most that one call brings back or sends again.</summary>
    const int Most = 100_000;

    /// <summary>Makes one due now that is retrying, held or dead. Of its stream it waits its turn. One that waits anyway stays as it is.</summary>
    Task<DeliveryAnswer> RetryAsync(DeliveryKey key, CancellationToken cancellationToken);

    /// <summary>Deletes one that is held or dead; what waits behind it goes on.</summary>
    Task<DeliveryAnswer> DiscardAsync(DeliveryKey key, CancellationToken cancellationToken);

    /// <summary>Makes everything due now that was given up on since a time, each stream in its order.</summary>
    /// <param name="destination">The destination's id.</param>
    /// <param name="since">From when on it was last tried.</param>
    /// <param name="cancellationToken">Stops between two batches; what was brought back stays so.</param>
    /// <returns><see langword="null"/> if there is no such destination.</returns>
    Task<RecoveryReport?> RecoverAsync(string destination, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Makes new deliveries of events that left in a time and that the destination wants as it is configured now, in their order, behind what waits already.</summary>
    /// <param name="destination">The destination's id.</param>
    /// <param name="range">Which events.</param>
    /// <param name="cancellationToken">Stops between two pages; what was made stays.</param>
    Task<ResendAnswer> ResendAsync(string destination, ResendRange range, CancellationToken cancellationToken);

    /// <summary>Publishes <c>destination.test</c>, which goes to this destination alone.</summary>
    /// <param name="destination">The destination's id.</param>
    /// <param name="cancellationToken">Gives up waiting; the event may be published all the same.</param>
    Task<TestAnswer> TestAsync(string destination, CancellationToken cancellationToken);
}

/// <summary>What came of caring for a delivery.</summary>
/// <param name="Outcome">Whether it was done.</param>
/// <param name="Delivery">The delivery afterwards; <see langword="null"/> if there is none.</param>
internal sealed record DeliveryAnswer(DeliveryOutcomeKind Outcome, DeliveryView? Delivery);

/// <summary>Whether what was asked for was done.</summary>
internal enum DeliveryOutcomeKind
{
    /// <summary>It was.</summary>
    Done = 1,

    /// <summary>There is no such delivery.</summary>
    Unknown = 2,

    /// <summary>Its state does not allow it.</summary>
    WrongState = 3,
}

/// <summary>What was brought back.</summary>
/// <param name="Recovered">How many deliveries are due again.</param>
/// <param name="More">Whether there are more: ask again.</param>
internal sealed record RecoveryReport(int Recovered, bool More);

/// <summary>Which events to send again.</summary>
/// <param name="From">That left at this time or later.</param>
/// <param name="To">That left before this time.</param>
/// <param name="Types">Of types that match one of these patterns; none: all.</param>
/// <param name="After">Behind this number of the outbox, where another call has stopped.</param>
internal sealed record ResendRange(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> Types, long? After);

/// <summary>What came of sending again.</summary>
/// <param name="Outcome">Whether it was done.</param>
/// <param name="Report">What was done.</param>
internal sealed record ResendAnswer(ResendOutcome Outcome, ResendReport? Report = null);

/// <summary>Whether events are sent again.</summary>
internal enum ResendOutcome
{
    /// <summary>They are.</summary>
    Done = 1,

    /// <summary>There is no such destination.</summary>
    Unknown = 2,

    /// <summary>It is disabled.</summary>
    Disabled = 3,
}

/// <summary>What is sent again.</summary>
/// <param name="Resent">How many deliveries were made.</param>
/// <param name="Looked">How many events were looked at.</param>
/// <param name="Next">Behind which number of the outbox to go on; <see langword="null"/> if there is no more.</param>
internal sealed record ResendReport(int Resent, int Looked, long? Next);

/// <summary>What came of a test.</summary>
/// <param name="Outcome">Whether the event was published.</param>
/// <param name="Event">Its id, if it was.</param>
internal sealed record TestAnswer(TestOutcome Outcome, string? Event = null);

/// <summary>Whether a test is on its way.</summary>
internal enum TestOutcome
{
    /// <summary>It is.</summary>
    Done = 1,

    /// <summary>There is no such destination.</summary>
    Unknown = 2,

    /// <summary>It is disabled.</summary>
    Disabled = 3,

    /// <summary>The journal does not take it.</summary>
    Unavailable = 4,
}
