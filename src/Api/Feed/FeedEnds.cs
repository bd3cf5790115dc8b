using System.Diagnostics;

namespace Signalbox.Feed;

/// <summary>The reasons as readers and metrics name them.</summary>
internal static class FeedEnds
{
    internal static string NameOf(FeedEnd end) => end switch
    {
        FeedEnd.TooSlow => "too_slow",
        FeedEnd.Expired => "expired",
        FeedEnd.Stopping => "stopping",
        FeedEnd.Token => "token",
        FeedEnd.Left => "left",
        _ => throw new UnreachableException(),
    };
}
