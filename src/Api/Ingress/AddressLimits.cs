using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Signalbox.Ingress;

/// <summary>
/// A token bucket for each client address, an IPv6 network of 64 bits counting as one. Addresses share a fixed number of buckets by a hash that
/// differs from process to process, so that neither many addresses nor chosen ones make it grow or aim at somebody. Safe for concurrent use.
/// </summary>
/// <param name="burst">How many tokens a bucket holds.</param>
/// <param name="perSecond">How many come back each second.</param>
/// <param name="limitsPrivate">Whether addresses of this machine and of private networks are limited.</param>
internal sealed class AddressLimits(int burst, int perSecond, bool limitsPrivate) : IDisposable
{
    /// <summary>How many addresses are told apart.</summary>
    internal const int Buckets = 16_384;

    private readonly TokenBucketRateLimiter?[] _buckets = new TokenBucketRateLimiter?[Buckets];

    /// <summary>The bucket of an address; <see langword="null"/> if it is not limited.</summary>
    internal static int? BucketOf(IPAddress? address, bool limitsPrivate) =>
        address is null || (!limitsPrivate && IsPrivate(address)) ? null : (int)((uint)KeyOf(address).GetHashCode() % Buckets);

    /// <summary>Takes a token. Allocates nothing once the bucket is there.</summary>
    internal bool TryTake(IPAddress? address)
    {
        if (Find(address) is not { } bucket)
        {
            return true;
        }

        bucket.TryReplenish();
        using var lease = bucket.AttemptAcquire(1);
        return lease.IsAcquired;
    }

    /// <summary>Whether there is a token, without taking it.</summary>
    internal bool HasRoom(IPAddress? address)
    {
        if (Find(address) is not { } bucket)
        {
            return true;
        }

        // Not by asking for none, which a part of a token is enough for.
        bucket.TryReplenish();
        return bucket.GetStatistics()!.CurrentAvailablePermits > 0;
    }

    /// <summary>Takes tokens for what has turned out dear; if there are fewer, those that there are.</summary>
    internal void Charge(IPAddress? address, int tokens)
    {
        if (Find(address) is not { } bucket)
        {
            return;
        }

        for (var left = Math.Min(tokens, burst); left > 0;)
        {
            using var lease = bucket.AttemptAcquire(left);
            left = lease.IsAcquired ? 0 : left / 2;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_buckets, static bucket => bucket?.Dispose());

    private TokenBucketRateLimiter? Find(IPAddress? address)
    {
        if (BucketOf(address, limitsPrivate) is not { } bucket)
        {
            return null;
        }

        ref var place = ref _buckets[bucket];
        if (Volatile.Read(ref place) is { } known)
        {
            return known;
        }

        var made = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            // Filled when it is asked, by the time that has passed: no timer goes through the buckets.
            AutoReplenishment = false,
            QueueLimit = 0,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            TokenLimit = burst,
            TokensPerPeriod = perSecond,
        });
        if (Interlocked.CompareExchange(ref place, made, null) is not { } first)
        {
            return made;
        }

        made.Dispose();
        return first;
    }

    // By hand, since the framework's networks want an object of the other family for each address that a socket for both has.
    private static bool IsPrivate(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        if (length == 16 && !address.IsIPv4MappedToIPv6)
        {
            // ::1, fc00::/7 (RFC 4193) and fe80::/10.
            return IPAddress.IsLoopback(address) || (bytes[0] & 0xfe) == 0xfc || (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80);
        }

        // 127/8, 10/8, 172.16/12 and 192.168/16 (RFC 1918), 169.254/16, and 100.64/10 (RFC 6598).
        var v4 = bytes[(length - 4)..length];
        return v4[0] is 127 or 10
            || (v4[0] == 172 && (v4[1] & 0xf0) == 16)
            || (v4[0] == 192 && v4[1] == 168)
            || (v4[0] == 169 && v4[1] == 254)
            || (v4[0] == 100 && (v4[1] & 0xc0) == 64);
    }

    private static (ulong Network, bool IsV6) KeyOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return address.AddressFamily is AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6
            ? (BitConverter.ToUInt64(bytes), true)
            : (BitConverter.ToUInt32(bytes[(length - 4)..length]), false);
    }
}
