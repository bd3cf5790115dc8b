using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Events;
using Signalbox.Output;

namespace Signalbox.Streams;

/// <summary><c>signalbox stream</c>: how far a stream is, and its latest events.</summary>
internal sealed class StreamCommand
{
    private readonly Argument<string> _key = new("KEY") { Description = "account/kind/id: stripe/customer/cus_…, stripe/subscription/sub_…, stripe/endpoint/main" };
    private readonly Option<int> _events = Limits.Bounded("--events", "How many of its latest events to show.", 10, 0, 100_000);

    private readonly Option<bool> _refresh = new("--refresh") { Description = "First read its objects from the provider. Needs an API key of the account." };

    private readonly Option<bool> _rebuild = new("--rebuild") { Description = "First compute its rows anew from its events." };

    internal static Command Create(Sessions sessions) => new StreamCommand().Build(sessions);

    /// <summary>The path of a stream, its parts escaped; <see langword="null"/> if the key is none.</summary>
    internal static string? PathOf(string key) =>
        key.Split('/', 3) is [{ Length: > 0 } account, { Length: > 0 } kind, { Length: > 0 } id]
            ? $"v1/streams/{Uri.EscapeDataString(account)}/{Uri.EscapeDataString(kind)}/{Uri.EscapeDataString(id)}"
            : null;

    private Command Build(Sessions sessions)
    {
        _key.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: var key }] && PathOf(key) is null)
            {
                result.AddError($"'{key}' is not the key of a stream, which is account/kind/id: stripe/customer/cus_123.");
            }
        });
        var command = new Command("stream", "Shows how far a stream is applied, what is in its way, and its latest events.") { _key, _events, _refresh, _rebuild };
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        var path = PathOf(parsed.GetRequiredValue(_key))!;
        var limit = parsed.GetValue(_events);
        using var client = session.Connect();
        if (parsed.GetValue(_rebuild))
        {
            var rebuilt = (await client.PostAsync($"{path}/rebuild", cancellationToken)).OrFault(client.Url).Json;
            await session.Terminal.Error.WriteLineAsync($"Rebuilt from {Printable.Of(rebuilt, "events")} events: {Printable.Of(rebuilt, "written")} rows written, {Printable.Of(rebuilt, "to_confirm")} to be read from the provider.");
        }

        var refreshed = parsed.GetValue(_refresh) ? (await client.PostAsync($"{path}/refresh", cancellationToken)).OrFault(client.Url).Json : (JsonElement?)null;
        var state = (await client.GetAsync(path, cancellationToken)).Json;
        List<JsonElement> events = limit > 0 ? (await client.FirstAsync($"{path}/events", QueryText.None, limit, cancellationToken)).Items : [];
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, writer => WriteJson(writer, state, events, refreshed));
            return CommandExit.Ok;
        }

        Write(session.Terminal, state);
        WriteRefreshed(session.Terminal, refreshed);
        if (events.Count > 0)
        {
            session.Terminal.Out.WriteLine();
            EventRows.Write(session, events);
        }

        return CommandExit.Ok;
    }

    private static void WriteRefreshed(Terminal terminal, JsonElement? refreshed)
    {
        if (refreshed is not { } answer || !answer.TryGetProperty("objects", out var objects))
        {
            return;
        }

        terminal.Out.WriteLine();
        var rows = objects.EnumerateArray().Select(static o => Fields.Of(o).ConvertAll(static f => f.Value)).ToList();
        ResultTable.Write(terminal, ["table", "id", "read"], rows);
    }

    // The server's state with one or two members more.
    private static void WriteJson(Utf8JsonWriter writer, JsonElement state, List<JsonElement> events, JsonElement? refreshed)
    {
        writer.WriteStartObject();
        foreach (var member in state.EnumerateObject())
        {
            member.WriteTo(writer);
        }

        writer.WriteStartArray("events");
        events.ForEach(item => item.WriteTo(writer));
        writer.WriteEndArray();
        if (refreshed is { } answer && answer.TryGetProperty("objects", out var objects))
        {
            writer.WritePropertyName("refreshed");
            objects.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void Write(Terminal terminal, JsonElement state)
    {
        var fields = Fields.Of(state, "account", "kind", "id", "stall");
        if (state.TryGetProperty("stall", out var stall) && stall.ValueKind is JsonValueKind.Object)
        {
            fields.AddRange(Fields.Of(stall).Select(static field => ($"stalled {field.Name.Replace('_', ' ')}", field.Value)));
            if (stall.TryGetProperty("dead_letter_id", out var letter) && letter.ValueKind is JsonValueKind.Number)
            {
                fields.Add(("to do", $"./signalbox dead-letters replay {letter}   (or discard)"));
            }
        }

        ResultTable.WriteFields(terminal, fields);
    }
}
