using Signalbox.Streams;

namespace Signalbox.Reads;

/// <summary>Finds what can be read. Safe for concurrent use.</summary>
internal interface IReadTargets
{
    /// <summary>The objects that a stream's grain is responsible for and that there are rows of: the entity itself, then the most recent ones.</summary>
    Task<IReadOnlyList<ObjectKey>> ObjectsOfAsync(StreamKey stream, int most, CancellationToken cancellationToken);
}
