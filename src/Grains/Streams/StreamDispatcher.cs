using Microsoft.Extensions.Logging;
using Signalbox.Journal;

namespace Signalbox.Streams;

/// <inheritdoc/>
internal sealed partial class StreamDispatcher(IGrainFactory grains, EntryBudget budget, ILogger<StreamDispatcher> logger) : IStreamDispatcher
{
    /// <inheritdoc/>
    public void Offer(string stream, IReadOnlyList<JournalEntry> entries)
    {
        if (!budget.IsUsedUp)
        {
            Observe(stream, StreamGrains.Get(grains, stream).OfferAsync(entries));
        }
    }

    /// <inheritdoc/>
    public void Wake(string stream) => Observe(stream, StreamGrains.Get(grains, stream).WakeAsync());

    private void Observe(string stream, Task call)
    {
        if (!call.IsCompletedSuccessfully)
        {
            _ = call.ContinueWith(
                failed => LogLost(logger, failed.Exception?.GetBaseException(), stream),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    [LoggerMessage(3001, LogLevel.Warning, "The grain of {Stream} could not be reached; the recovery scan will wake it")]
    private static partial void LogLost(ILogger logger, Exception? exception, string stream);
}
