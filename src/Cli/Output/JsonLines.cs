using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Signalbox.Output;

/// <summary>JSON for scripts: what the server answered, a document or one line an item.</summary>
internal static class JsonLines
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    /// <summary>One item on one line. Numbers stay as they were written; a provider's object may have come with line breaks, which go.</summary>
    internal static void Write(Terminal terminal, JsonElement item) => Write(terminal, item.WriteTo);

    /// <summary>One document on one line.</summary>
    internal static void Write(Terminal terminal, Action<Utf8JsonWriter> write) => Write(terminal, write, Compact);

    /// <summary>One document for people. The encoder escapes control characters, so that none reaches the terminal.</summary>
    internal static void WriteIndented(Terminal terminal, JsonElement item) => Write(terminal, item.WriteTo, Indented);

    private static void Write(Terminal terminal, Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            write(writer);
        }

        terminal.Out.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}
