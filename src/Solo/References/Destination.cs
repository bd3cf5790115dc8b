namespace Orleans.Runtime;

/// <summary>What takes requests: an activation, a group of workers, an observer.</summary>
internal abstract class Destination
{
    /// <summary>Takes a request, or answers it with a refusal; <see langword="false"/> if this has ended and another one must be located.</summary>
    internal abstract bool TryPost(GrainCall call);
}

/// <summary>All destinations of one kind, by key.</summary>
internal abstract class Destinations(Silo silo, GrainType type)
{
    internal Silo Silo { get; } = silo;

    internal GrainType Type { get; } = type;

    /// <summary>The destination of a key, made if it must be.</summary>
    internal abstract Destination Locate(string key);
}
