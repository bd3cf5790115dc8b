namespace Signalbox.Calls;

/// <summary>The slots of one request, of each limit that has some. One caller at a time.</summary>
internal sealed class HeldSlots(LimitedCalls[] way, PermitPriority priority) : IDisposable
{
    private readonly int[] _leases = new int[way.Length];
    private int _held;

    /// <summary>Whether a request may begin now; if not, they were held for longer than the process could say that it has them.</summary>
    internal bool AreGood
    {
        get
        {
            for (var i = 0; i < _held; i++)
            {
                if (way[i].Slots is { } pool && !pool.IsGood(_leases[i]))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Takes them, in an order that all requests have in common.</summary>
    /// <returns>Whether there are all; otherwise none is held.</returns>
    internal async ValueTask<bool> TakeAsync(TimeSpan patience, long began, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            for (; _held < way.Length; _held++)
            {
                if (way[_held].Slots is not { } pool)
                {
                    continue;
                }

                if ((pool.TryTake(priority) ?? await pool.TakeAsync(priority, patience - time.GetElapsedTime(began), cancellationToken)) is not { } lease)
                {
                    Dispose();
                    return false;
                }

                _leases[_held] = lease;
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
            way[--_held].Slots?.Return(priority);
        }
    }
}
