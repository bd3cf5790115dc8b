namespace Signalbox.Calls;

/// <summary>The slots of one request, of each limit that has some. One caller at a time.</summary>
internal sealed class HeldSlots(LimitedCalls[] way) : IDisposable
{
    private int _held;

    /// <summary>Takes them, in an order that all requests have in common.</summary>
    /// <returns>Whether there are all; otherwise none is held.</returns>
    internal async ValueTask<bool> TakeAsync(
        PermitPriority priority, TimeSpan patience, long began, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            for (; _held < way.Length; _held++)
            {
                if (way[_held].Slots is { } pool
                    && !pool.TryTake()
                    && !await pool.TakeAsync(priority, patience - time.GetElapsedTime(began), cancellationToken))
                {
                    Dispose();
                    return false;
                }
            }

            return true;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gives them back; again: does nothing.</summary>
    public void Dispose()
    {
        while (_held > 0)
        {
            way[--_held].Slots?.Return();
        }
    }
}
