using System.Security.Cryptography;
using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Cache;

/// <summary>Names what an entry is of.</summary>
internal readonly record struct CacheKey(string Account, ObjectKey Object);

/// <summary>An answer of a provider. Immutable, and compared by reference.</summary>
internal sealed class CacheEntry
{
    // The list's node, the dictionary's slot, the entry, its arrays' heads, rounded up.
    private const int Overhead = 400;

    private CacheEntry(ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> digest, bool isGone, long revision, long askedAt, long lookedAt) =>
        (Json, Digest, IsGone, Revision, AskedAt, LookedAt) = (json, digest, isGone, revision, askedAt, lookedAt);

    /// <summary>The object's JSON.</summary>
    internal ReadOnlyMemory<byte> Json { get; }

    /// <summary>The SHA-256 of <see cref="Json"/>.</summary>
    internal ReadOnlyMemory<byte> Digest { get; }

    /// <summary>Whether the answer says that the object was deleted.</summary>
    internal bool IsGone { get; }

    /// <summary>The row's revision while nothing was signalled since the provider was asked; 0 for no row.</summary>
    internal long Revision { get; }

    /// <summary>When the provider was asked (timestamp of the clock).</summary>
    internal long AskedAt { get; }

    /// <summary>When the row was last seen to have this revision (timestamp of the clock).</summary>
    internal long LookedAt { get; }

    /// <param name="observed">The answer.</param>
    /// <param name="revision">See <see cref="Revision"/>.</param>
    /// <param name="askedAt">See <see cref="AskedAt"/>.</param>
    internal static CacheEntry Of(ObservedObject observed, long revision, long askedAt)
    {
        // A copy: what was sent had white space, and its bytes may be a part of a larger buffer.
        var json = observed.Row.Head.Raw.ToArray();
        return new CacheEntry(json, SHA256.HashData(json), observed.IsStub, revision, askedAt, askedAt);
    }

    /// <summary>The same answer, seen to be still so.</summary>
    internal CacheEntry SeenAt(long revision, long lookedAt) => new(Json, Digest, IsGone, revision, AskedAt, lookedAt);

    /// <summary>What it takes in memory, in bytes, about.</summary>
    internal long BytesUnder(CacheKey key) => Json.Length + Digest.Length + (2L * (key.Account.Length + key.Object.Id.Length)) + Overhead;
}
