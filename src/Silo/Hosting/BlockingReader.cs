using System.Threading.Channels;

namespace Signalbox.Hosting;

/// <summary>Waits for a channel on a thread that has nothing else to do.</summary>
internal static class BlockingReader
{
    /// <summary>Blocks until there is something to read; <see langword="false"/> if nothing will ever be again.</summary>
    /// <exception cref="OperationCanceledException">Cancelled meanwhile.</exception>
    internal static bool WaitToRead<T>(this ChannelReader<T> reader, CancellationToken cancellationToken)
    {
        var ready = reader.WaitToReadAsync(cancellationToken);
        return ready.IsCompleted ? ready.Result : ready.AsTask().GetAwaiter().GetResult();
    }
}
