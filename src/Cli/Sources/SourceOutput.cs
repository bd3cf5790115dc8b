using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Sources;

/// <summary>Sources for people and scripts.</summary>
internal static class SourceOutput
{
    private static readonly string[] Columns = ["name", "provider", "state", "managed_by", "dead_letters", "has_api_key", "description"];
    private static readonly string[] SecretColumns = ["fingerprint", "created_at", "expires_at", "verified", "last_matched_at"];

    /// <summary>A list.</summary>
    internal static void WriteAll(Session session, IReadOnlyList<JsonElement> sources)
    {
        if (!session.Json)
        {
            WriteRows(session, Columns, sources);
            return;
        }

        foreach (var source in sources)
        {
            JsonLines.Write(session.Terminal, source);
        }
    }

    /// <summary>One source, with its secrets' fingerprints.</summary>
    internal static void Write(Session session, JsonElement source)
    {
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, source);
            return;
        }

        ResultTable.WriteFields(session.Terminal, Fields.Of(source, "secrets"));
        session.Terminal.Out.WriteLine();
        WriteRows(session, SecretColumns, [.. source.GetProperty("secrets").EnumerateArray()]);
    }

    /// <summary>A source that was made or given a secret; and the secret, if it was generated: it is never shown again.</summary>
    internal static void WriteMade(Session session, JsonElement made)
    {
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, made);
            return;
        }

        Write(session, made.GetProperty("source"));
        if (made.GetProperty("generated_secret") is { ValueKind: JsonValueKind.String } secret)
        {
            session.Terminal.Error.WriteLine("The secret was generated. Put it where the webhook is set up; it is not shown again:");
            session.Terminal.Out.WriteLine(Printable.Of(secret));
        }
    }

    private static void WriteRows(Session session, string[] columns, IReadOnlyList<JsonElement> items) =>
        ResultTable.Write(session.Terminal, columns, [.. items.Select(item => columns.Select(column => Printable.Of(item, column)).ToArray())]);
}
