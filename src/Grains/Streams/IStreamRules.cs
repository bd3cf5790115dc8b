using Signalbox.Projections;

namespace Signalbox.Streams;

/// <summary>What the configuration says about the streams of an account. Safe for concurrent use.</summary>
internal interface IStreamRules
{
    /// <summary>The projection of the account's provider; one that projects nothing if the account is not configured (any more).</summary>
    IProjection ProjectionOf(string account);

    /// <summary>Whether the account's objects can be read from its provider, so that an event is a signal to do so; otherwise its copy is all there is.</summary>
    bool CanRead(string account);

    /// <summary>Whether an event that was given up on holds its stream until somebody replays or discards it; otherwise the stream goes on.</summary>
    bool HoldsOnDeadLetter(string account);
}
