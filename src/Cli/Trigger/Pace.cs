using System.Runtime.CompilerServices;

namespace Signalbox.Trigger;

/// <summary>Lets things go at a rate: the first at once, each next when it is due. One that is late does not move those behind it.</summary>
/// <param name="perSecond">How many; <see langword="null"/>: as fast as they are taken.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(double? perSecond, TimeProvider time)
{
    internal async IAsyncEnumerable<T> ReleaseAsync<T>(IReadOnlyList<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        for (var i = 0; i < items.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (perSecond is { } rate && TimeSpan.FromSeconds(i / rate) - time.GetElapsedTime(begun) is { Ticks: > 0 } early)
            {
                await Task.Delay(early, time, cancellationToken);
            }

            yield return items[i];
        }
    }
}
