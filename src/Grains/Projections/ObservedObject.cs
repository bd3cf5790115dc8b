using Signalbox.Streams;

namespace Signalbox.Projections;

/// <summary>An object as the provider's API answered it.</summary>
/// <param name="Key">The object.</param>
/// <param name="Row">The row that shows it. Its stream is the one whose grain is responsible for the object.</param>
/// <param name="IsStub">Whether the provider says only that the object is gone: what the row holds of it is then kept.</param>
internal sealed record ObservedObject(ObjectKey Key, ProjectionRow Row, bool IsStub)
{
    /// <summary>Above the rank of every event's copy: those of the answer's second, or before, are staler.</summary>
    internal const int Rank = int.MaxValue;

    /// <summary>The stream whose grain is responsible for the object.</summary>
    internal string Stream => Row.Head.Stream;
}
