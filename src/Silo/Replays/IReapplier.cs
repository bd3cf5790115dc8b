using Orleans;
using Signalbox.Streams;

namespace Signalbox.Replays;

/// <summary>Has events of a stream applied once more. Safe for any number of callers at once.</summary>
internal interface IReapplier
{
    /// <inheritdoc cref="IStreamGrain.ReapplyAsync"/>
    Task<ReapplyReport> ReapplyAsync(string stream, ReapplyRequest request, CancellationToken cancellationToken);
}

/// <summary>By the stream's grain.</summary>
internal sealed class GrainReapplier(IGrainFactory grains) : IReapplier
{
    /// <inheritdoc/>
    public Task<ReapplyReport> ReapplyAsync(string stream, ReapplyRequest request, CancellationToken cancellationToken) =>
        StreamGrains.Get(grains, stream).ReapplyAsync(request, cancellationToken);
}
