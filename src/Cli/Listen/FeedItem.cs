using System.Text.Json;
using Signalbox.Output;

namespace Signalbox.Listen;

/// <summary>An event of the feed.</summary>
/// <param name="Json">As the server wrote it.</param>
internal sealed record FeedItem(JsonElement Json)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    /// <summary>Its exact bytes, if they were asked for.</summary>
    internal byte[] Raw => Json.GetProperty("raw").GetBytesFromBase64();

    /// <summary>A value as it is.</summary>
    internal string Text(string name) => Json.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : Json.GetProperty(name).GetRawText();

    /// <exception cref="CommandFault">It is no event.</exception>
    internal static FeedItem Parse(string data)
    {
        try
        {
            using var document = JsonDocument.Parse(data, Deep);
            return new FeedItem(document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            throw new CommandFault(CommandExit.Failed, "What the feed says is not JSON. Is the server of the same version as this program?", e);
        }
    }
}
