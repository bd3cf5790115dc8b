using System.Net;

namespace Signalbox.Ingress;

/// <summary>How many bodies of each client address are on their way in. Tells addresses apart as <see cref="AddressLimits"/> does. Safe for concurrent use.</summary>
/// <param name="most">The most of one address.</param>
/// <param name="limitsPrivate">Whether addresses of this machine and of private networks are limited.</param>
internal sealed class AddressBodies(int most, bool limitsPrivate)
{
    private readonly int[] _underWay = new int[AddressLimits.Buckets];

    /// <summary>Notes that one more is on its way.</summary>
    /// <returns><see langword="false"/> if there are too many; then <see cref="Leave"/> is not to be called.</returns>
    internal bool TryEnter(IPAddress? address)
    {
        if (AddressLimits.BucketOf(address, limitsPrivate) is not { } bucket || Interlocked.Increment(ref _underWay[bucket]) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _underWay[bucket]);
        return false;
    }

    /// <summary>Notes that it is not any more.</summary>
    internal void Leave(IPAddress? address)
    {
        if (AddressLimits.BucketOf(address, limitsPrivate) is { } bucket)
        {
            Interlocked.Decrement(ref _underWay[bucket]);
        }
    }
}
