using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Signalbox.Providers.Signatures;

/// <summary>
/// Hashes under one key that are used again and again: a keyed hash that is new each time allocates and costs a third more. Safe for any
/// number of callers at once.
/// </summary>
internal sealed class KeyedHashes(HashAlgorithmName algorithm, byte[] key)
{
    // Not in use now; as many as there ever were verifications at one instant.
    private readonly ConcurrentQueue<IncrementalHash> _idle = [];

    /// <summary>A hash of nothing yet, which nobody else has.</summary>
    internal IncrementalHash Take() => _idle.TryDequeue(out var hash) ? hash : IncrementalHash.CreateHMAC(algorithm, key);

    /// <summary>
    /// Gives a hash back after its digest was taken. Not to be called in a finally: one that threw half way holds part of a body and must
    /// not be used again.
    /// </summary>
    internal void GiveBack(IncrementalHash hash) => _idle.Enqueue(hash);

    /// <summary>The digest of three pieces as if they were one.</summary>
    internal void Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> digest)
    {
        var hash = Take();
        hash.AppendData(first);
        hash.AppendData(second);
        hash.AppendData(third);
        hash.GetHashAndReset(digest);
        GiveBack(hash);
    }
}
