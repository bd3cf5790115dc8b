namespace Signalbox.Ingress;

/// <summary>One configured use of a provider. Immutable.</summary>
/// <param name="Name">1 to 63 characters of a–z, 0–9, '-' and '_'. The source in <c>/ingest/{source}</c> and the first part of its stream keys.</param>
/// <param name="Provider">The provider's name in lower case, for example <c>stripe</c>.</param>
/// <param name="Secrets">The active webhook secrets: one, or more while one is replaced by another. Never empty, never to be logged.</param>
/// <param name="DeadLetters">What becomes of a stream whose next event was given up on.</param>
public sealed record Account(string Name, string Provider, IReadOnlyList<string> Secrets, DeadLetterPolicy DeadLetters)
{
    /// <summary>Names the account; leaves out its secrets.</summary>
    public override string ToString() => $"{Name} ({Provider})";
}

/// <summary>What becomes of a stream whose next event was given up on.</summary>
public enum DeadLetterPolicy
{
    /// <summary>The event is set aside as a dead letter and the stream goes on with the next one.</summary>
    GoOn = 1,

    /// <summary>The stream stays held until somebody replays or discards the dead letter.</summary>
    Hold = 2,
}
