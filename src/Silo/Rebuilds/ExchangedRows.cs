using Signalbox.Configuration;
using Signalbox.Streams;

namespace Signalbox.Rebuilds;

/// <summary>Has the grains of every process forget what they know of rows within a second after tables were swapped.</summary>
internal sealed class ExchangedRows(RowGeneration rows) : IConfigurationPart
{
    /// <summary>The name that the swap raises.</summary>
    internal const string Part = "rows";

    /// <inheritdoc/>
    public string Name => Part;

    /// <inheritdoc/>
    public Task LoadAsync(CancellationToken cancellationToken)
    {
        rows.Raise();
        return Task.CompletedTask;
    }
}
