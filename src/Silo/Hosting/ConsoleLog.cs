using Microsoft.Extensions.Logging.Console;

namespace Signalbox.Hosting;

/// <summary>Logs to the console: one line an entry, times in UTC, levels by the section <c>Logging</c>.</summary>
internal static class ConsoleLog
{
    internal static void AddConsoleLog(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Default;
        });
    }
}
