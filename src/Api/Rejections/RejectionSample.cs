using System.Threading.Channels;

namespace Signalbox.Rejections;

/// <summary>Refused webhooks on their way to the database. What comes faster than it is written is dropped; the metrics count all. Safe for any number of writers.</summary>
internal sealed class RejectionSample
{
    /// <summary>The most that wait.</summary>
    internal const int MostWaiting = 64;

    private readonly Channel<RejectedRequest> _waiting = Channel.CreateBounded<RejectedRequest>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>What waits.</summary>
    internal ChannelReader<RejectedRequest> Waiting => _waiting.Reader;

    /// <summary>Offers one; never waits.</summary>
    internal void Offer(RejectedRequest rejected) => _waiting.Writer.TryWrite(rejected);
}
