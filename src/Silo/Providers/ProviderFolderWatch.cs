using Signalbox.Hosting;
using Signalbox.Providers.Definitions;

namespace Signalbox.Providers;

/// <summary>
/// Reads the folder of definitions again when its files change. It looks every two seconds rather than being told: notifications are lost
/// on network drives and in containers. A change with a fault changes nothing.
/// </summary>
internal sealed partial class ProviderFolderWatch(SignalboxSettings settings, ProviderCatalog catalog, TimeProvider time, ILogger<ProviderFolderWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.ProviderFolder is not { } folder)
        {
            return;
        }

        // The settings were read before. What is there is read once more: it may have changed since.
        var known = string.Empty;
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            var stamp = ProviderFolder.Stamp(folder);
            if (stamp != known)
            {
                known = stamp;
                Reload(folder);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Reload(string folder)
    {
        var found = ProviderFolder.Read(folder, catalog.IsBuiltIn);
        if (found.Faults.Count > 0)
        {
            LogFaulty(logger, found.Faults.Count, string.Join("; ", found.Faults));
            return;
        }

        catalog.ReplaceConfigured(found.Definitions);
        LogRead(logger, found.Definitions.Count);
    }

    [LoggerMessage(1520, LogLevel.Information, "{Count} definitions of providers are configured")]
    private static partial void LogRead(ILogger logger, int count);

    [LoggerMessage(1521, LogLevel.Error, "The definitions of providers have {Count} faults and stay as they were: {Faults}")]
    private static partial void LogFaulty(ILogger logger, int count, string faults);
}
