using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Destinations;

/// <summary>Destinations for people and scripts.</summary>
internal static class DestinationOutput
{
    private static readonly string[] Columns = ["id", "tenant", "state", "url", "types", "ordered", "description"];
    private static readonly string[] SecretColumns = ["fingerprint", "scheme", "public_key", "created_at", "expires_at"];

    /// <summary>A list.</summary>
    internal static void WriteAll(Session session, IReadOnlyList<JsonElement> destinations)
    {
        if (!session.Json)
        {
            WriteRows(session, Columns, destinations);
            return;
        }

        foreach (var destination in destinations)
        {
            JsonLines.Write(session.Terminal, destination);
        }
    }

    /// <summary>One destination, with its secrets' fingerprints.</summary>
    internal static void Write(Session session, JsonElement destination)
    {
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, destination);
            return;
        }

        ResultTable.WriteFields(session.Terminal, Fields.Of(destination, "secrets"));
        session.Terminal.Out.WriteLine();
        WriteRows(session, SecretColumns, [.. destination.GetProperty("secrets").EnumerateArray()]);
    }

    /// <summary>A destination that was made or given a secret; and the secret, if it was generated: it is never shown again.</summary>
    internal static void WriteMade(Session session, JsonElement made)
    {
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, made);
            return;
        }

        Write(session, made.GetProperty("destination"));
        if (made.GetProperty("generated_secret") is { ValueKind: JsonValueKind.String } secret)
        {
            session.Terminal.Error.WriteLine("The secret was generated. Give it to the receiver; it is not shown again:");
            session.Terminal.Out.WriteLine(Printable.Of(secret));
        }
    }

    private static void WriteRows(Session session, string[] columns, IReadOnlyList<JsonElement> items) =>
        ResultTable.Write(session.Terminal, columns, [.. items.Select(item => columns.Select(column => Printable.Of(item, column)).ToArray())]);
}
