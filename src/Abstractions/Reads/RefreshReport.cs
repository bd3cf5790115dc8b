namespace Signalbox.Reads;

/// <summary>The answer to a <see cref="RefreshRequest"/>.</summary>
/// <param name="CanRead">Whether the account's objects can be read at all; otherwise it has no API key.</param>
/// <param name="Objects">What became of each object, in the order in which they were come to.</param>
[GenerateSerializer, Immutable, Alias("signalbox.refresh-report.v1")]
public sealed record RefreshReport([property: Id(0)] bool CanRead, [property: Id(1)] IReadOnlyList<RefreshedObject> Objects);

/// <summary>What became of the read of one object.</summary>
/// <param name="Name">The object.</param>
/// <param name="Outcome">What became of it.</param>
[GenerateSerializer, Immutable, Alias("signalbox.refreshed-object.v1")]
public sealed record RefreshedObject([property: Id(0)] ObjectName Name, [property: Id(1)] ReadOutcome Outcome);

/// <summary>What became of the read of one object.</summary>
[GenerateSerializer, Alias("signalbox.read-outcome.v1")]
public enum ReadOutcome
{
    /// <summary>The row is what the provider answered.</summary>
    Confirmed = 1,

    /// <summary>Something was signalled during the read: the row stays provisional, and is read again.</summary>
    Superseded = 2,

    /// <summary>The provider was not asked: no permit, an open circuit, a key that is not taken, no time. It is read later.</summary>
    Refused = 3,

    /// <summary>The provider does not give this object out to this key, or does not know it; the row stays provisional.</summary>
    Unreadable = 4,

    /// <summary>Nothing was to be done: the row was confirmed already.</summary>
    Unneeded = 5,

    /// <summary>There is no row.</summary>
    Absent = 6,

    /// <summary>The provider was asked and did not answer for this object: its fault, no connection, no time. It is read later.</summary>
    Failed = 7,
}
