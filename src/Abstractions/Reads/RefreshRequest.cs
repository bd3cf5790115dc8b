namespace Signalbox.Reads;

/// <summary>Asks for objects of a stream to be read from the provider, now.</summary>
/// <param name="Objects">Which; empty for those of the stream that there are rows of, the most recent first, at most <see cref="MostObjects"/>.</param>
/// <param name="IsInteractive">Whether somebody waits: then also objects are read that are confirmed already, and the reads go first.</param>
[GenerateSerializer, Immutable, Alias("signalbox.refresh-request.v1")]
public sealed record RefreshRequest([property: Id(0)] IReadOnlyList<ObjectName> Objects, [property: Id(1)] bool IsInteractive)
{
    /// <summary>The most objects that one request is about.</summary>
    public const int MostObjects = 100;
}

/// <summary>Names an object of an account.</summary>
/// <param name="Table">Its table: <c>customers</c>, <c>payment_intents</c> …</param>
/// <param name="Id">The provider's id of it.</param>
[GenerateSerializer, Immutable, Alias("signalbox.object-name.v1")]
public sealed record ObjectName([property: Id(0)] string Table, [property: Id(1)] string Id);
