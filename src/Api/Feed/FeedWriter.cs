using System.Buffers;
using System.IO.Pipelines;

namespace Signalbox.Feed;

/// <summary>Writes to one client, with a limit to how long it may take to take it. One caller at a time.</summary>
internal sealed class FeedWriter(PipeWriter pipe, TimeSpan timeout, TimeProvider time)
{
    private Task<FlushResult>? _sending;

    /// <summary>Adds bytes to what is sent next.</summary>
    internal void Add(ReadOnlySpan<byte> bytes) => pipe.Write(bytes);

    /// <summary>Sends what was added, if anything was.</summary>
    /// <returns><see langword="false"/> if the client did not take it in time.</returns>
    /// <exception cref="OperationCanceledException">By <paramref name="cancellationToken"/>; what was added may still be on its way.</exception>
    /// <exception cref="IOException">The client went away.</exception>
    internal async ValueTask<bool> TrySendAsync(CancellationToken cancellationToken)
    {
        if (pipe.CanGetUnflushedBytes && pipe.UnflushedBytes == 0)
        {
            return true;
        }

        var flush = pipe.FlushAsync(CancellationToken.None);
        if (!flush.IsCompletedSuccessfully)
        {
            _sending = flush.AsTask();
            try
            {
                await _sending.WaitAsync(timeout, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }

        _sending = null;
        return true;
    }

    /// <summary>Sends the last bytes, once those before are gone.</summary>
    /// <returns><see langword="false"/> if the client does not take them.</returns>
    internal async Task<bool> TryEndAsync(byte[] last, TimeSpan within)
    {
        try
        {
            if (_sending is { } before)
            {
                await before.WaitAsync(within, time);
            }

            await pipe.WriteAsync(last).AsTask().WaitAsync(within, time);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
