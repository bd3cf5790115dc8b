namespace Signalbox.Trigger;

/// <summary>What is to be sent.</summary>
/// <param name="Scenario">The name of the history, or of an event type.</param>
/// <param name="Seed">What all chance comes from: ids, content, order, repetitions.</param>
internal sealed record TriggerRequest(string Scenario, int Seed)
{
    /// <summary>Whose events they are.</summary>
    internal string Provider { get; init; } = "stripe";

    /// <summary>Where the account's clock begins; <see langword="null"/>: so far back that the last event is past.</summary>
    internal DateTimeOffset? Start { get; init; }

    /// <summary>How many events <c>random</c> makes.</summary>
    internal int Events { get; init; } = 200;

    /// <summary>Over how many customers, users, recipients and so on.</summary>
    internal int Entities { get; init; } = 10;

    /// <summary>Whether they are sent in any order.</summary>
    internal bool Shuffle { get; init; }

    /// <summary>The share that is sent again, 0 to 1.</summary>
    internal double Duplicate { get; init; }

    /// <summary>The share that is never sent, 0 to 1.</summary>
    internal double Drop { get; init; }
}
