using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Signalbox.Ingress;

/// <summary>The shares of all sources by name. There are only as many as there ever were sources. Safe for concurrent use.</summary>
internal sealed class SourceShares(IOptions<LimitOptions> options) : IDisposable
{
    private readonly ConcurrentDictionary<string, SourceShare> _shares = new(StringComparer.Ordinal);

    /// <summary>The share of a source; the same object as long as the process runs.</summary>
    internal SourceShare Of(string source) => _shares.GetOrAdd(source, static (_, limits) => new SourceShare(limits), options.Value);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var share in _shares.Values)
        {
            share.Dispose();
        }
    }
}
