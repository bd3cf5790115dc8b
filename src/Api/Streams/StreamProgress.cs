namespace Signalbox.Streams;

/// <summary>Tells from a stream's rows whether it moves.</summary>
internal static class StreamProgress
{
    /// <param name="version">How many events the stream has.</param>
    /// <param name="applied">How many are applied.</param>
    /// <param name="stall">What is in the way of the next one, if anything.</param>
    internal static StreamMotion Of(long version, long applied, StreamStall? stall) => stall switch
    {
        { DueAt: null } => StreamMotion.Held,
        not null => StreamMotion.Retrying,
        null => applied < version ? StreamMotion.Applying : StreamMotion.Idle,
    };
}
