using Spectre.Console;

namespace Signalbox.Output;

/// <summary>Colours for the words that say how something is; the same word has the same colour everywhere.</summary>
internal static class StatusStyle
{
    internal static Style Of(string word) => word switch
    {
        "applied" or "idle" or "replayed" => new Style(Color.Green),
        "pending" or "applying" or "retrying" => new Style(Color.Yellow),
        "dead_letter" or "held" or "open" => new Style(Color.Red),
        "discarded" => new Style(Color.Grey),
        _ => Style.Plain,
    };
}
