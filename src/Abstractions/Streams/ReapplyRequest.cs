using Signalbox.Journal;

namespace Signalbox.Streams;

/// <summary>Events of one stream that are to be applied once more.</summary>
/// <param name="Entries">The events, in version order; as many as fit into one commit.</param>
/// <param name="DeadLetters">The versions among them that were given up on and wait for somebody to replay them.</param>
/// <param name="Effects">Whether what the events cause outside may leave once more; otherwise only rows are written.</param>
[GenerateSerializer, Immutable, Alias("signalbox.reapply-request.v1")]
public sealed record ReapplyRequest(
    [property: Id(0)] IReadOnlyList<JournalEntry> Entries,
    [property: Id(1)] IReadOnlyList<long> DeadLetters,
    [property: Id(2)] bool Effects);
