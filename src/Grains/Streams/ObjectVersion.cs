namespace Signalbox.Streams;

/// <summary>How fresh the stored copy of an object is.</summary>
/// <param name="AsOf">The provider's time of the event that it came with (unix seconds).</param>
/// <param name="Rank">See <see cref="ObjectCopy.Rank"/>.</param>
/// <param name="IsDeleted">Whether the object is gone for good.</param>
/// <param name="Stream">The stream that wrote it.</param>
/// <param name="Version">The version of the event, in that stream, that wrote it.</param>
internal readonly record struct ObjectVersion(long AsOf, int Rank, bool IsDeleted, string Stream, long Version);
