using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;
using Signalbox.Sources;

namespace Signalbox.Destinations;

/// <summary><c>signalbox destinations create</c> and <c>change</c>: what can be said of a destination.</summary>
internal sealed class DestinationOptionSet
{
    private const int LargestFile = 64 << 10;
    private const string Nothing = "none";

    private readonly Option<string?> _tenant = new("--tenant") { Description = "Whose events: a tenant, '*' for everybody's, none for those of no tenant.", HelpName = "TENANT" };
    private readonly Option<string?> _description = new("--description") { Description = "What it is, for people.", HelpName = "TEXT" };
    private readonly Option<string[]> _types = new("--type") { Description = "A type or pattern such as 'invoice.*'. May be repeated. [default: all]", HelpName = "TYPE" };
    private readonly Option<string[]> _sources = new("--source") { Description = "A source. May be repeated. [default: all]", HelpName = "SOURCE" };
    private readonly Option<string?> _fields = new("--fields") { Description = "What must be in the body, as JSON or @FILE: {\"/data/object/status\": [\"paid\"]}.", HelpName = "JSON" };
    private readonly Option<string[]> _headers = new("--header-from") { Description = $"A header with its value, 'Name: value': {SecretInput.Forms}. May be repeated.", HelpName = "-|@FILE" };
    private readonly Option<string?> _ordered = new("--ordered") { Description = "entity, destination or none. [default: entity]", HelpName = "ORDER" };
    private readonly Option<string?> _deadLetters = new("--dead-letters") { Description = "go_on or hold. [default: go_on]", HelpName = "POLICY" };
    private readonly Option<string?> _payload = new("--payload") { Description = "full or thin. [default: full]", HelpName = "FORM" };
    private readonly Option<string?> _rate = new("--rate") { Description = "The most requests a second, or none.", HelpName = "COUNT" };
    private readonly Option<int?> _concurrency = new("--concurrency") { Description = "The most requests in flight. [default: 10]", HelpName = "COUNT" };
    private readonly Option<string?> _retry = new("--retry") { Description = "Waits between attempts, with commas: 00:00:05,00:05:00. none: one attempt.", HelpName = "TIMES" };
    private readonly Option<string?> _timeout = new("--timeout") { Description = "How long a request may take. [default: 00:00:15]", HelpName = "TIME" };
    private readonly Option<string?> _disableAfter = new("--disable-after") { Description = "How long it may fail before it is disabled, or none. [default: 5.00:00:00]", HelpName = "TIME" };

    /// <summary>Makes a destination.</summary>
    internal Command Create(Sessions sessions)
    {
        var url = new Argument<string>("URL") { Description = "Where events are sent to." };
        var scheme = new Option<string?>("--scheme") { Description = "How requests are signed: v1 (a secret that both sides know) or v1a (a key pair). [default: v1]", HelpName = "SCHEME" };
        var secret = new Option<string?>("--secret") { Description = $"The secret: {SecretInput.Forms}. Without it one is generated.", HelpName = "-|@FILE" };
        var command = With(new Command("create", "Forwards events to a URL from now on.") { url, scheme, secret });
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            var value = parsed.GetValue(secret) is { } from ? SecretInput.Read(session.Terminal, "--secret", from) : null;
            var body = Body(parsed, session, writer =>
            {
                writer.WriteString("url", parsed.GetRequiredValue(url));
                Text(writer, "scheme", parsed.GetValue(scheme));
                Text(writer, "secret", value);
            });
            using var client = session.Connect();
            DestinationOutput.WriteMade(session, (await client.PostAsync("v1/destinations", body, cancellationToken)).Json);
            return CommandExit.Ok;
        });
        return command;
    }

    /// <summary>Changes one.</summary>
    internal Command Change(Sessions sessions)
    {
        var id = DestinationsCommand.Id();
        var url = new Option<string?>("--url") { Description = "Where events are sent to.", HelpName = "URL" };
        var command = With(new Command("change", "Changes what is given of a destination; what is not stays. Types, sources and headers are replaced as a whole.") { id, url });
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            var body = Body(parsed, session, writer => Text(writer, "url", parsed.GetValue(url)));
            using var client = session.Connect();
            DestinationOutput.Write(session, (await client.PatchAsync(DestinationsCommand.PathOf(parsed.GetRequiredValue(id)), body, cancellationToken)).Json);
            return CommandExit.Ok;
        });
        return command;
    }

    private Command With(Command command)
    {
        foreach (var option in new Option[] { _tenant, _description, _types, _sources, _fields, _headers, _ordered, _deadLetters, _payload, _rate, _concurrency, _retry, _timeout, _disableAfter })
        {
            command.Options.Add(option);
        }

        return command;
    }

    private byte[] Body(ParseResult parsed, Session session, Action<Utf8JsonWriter> first)
    {
        var headers = (parsed.GetValue(_headers) ?? []).Select(value => HeaderOf(SecretInput.Read(session.Terminal, "--header-from", value))).ToList();
        return SourcesCommand.Json(writer =>
        {
            first(writer);
            TextOrNull(writer, "tenant", parsed.GetValue(_tenant));
            Text(writer, "description", parsed.GetValue(_description));
            List(writer, "types", parsed.GetValue(_types));
            List(writer, "sources", parsed.GetValue(_sources));
            Raw(writer, parsed.GetValue(_fields) is { } fields ? TextFile.Read(session.Terminal, "--fields", fields, LargestFile) : null);
            if (headers.Count > 0)
            {
                writer.WriteStartObject("headers");
                headers.ForEach(header => writer.WriteString(header.Name, header.Value));
                writer.WriteEndObject();
            }

            Text(writer, "ordered", parsed.GetValue(_ordered));
            Text(writer, "dead_letters", parsed.GetValue(_deadLetters));
            Text(writer, "payload", parsed.GetValue(_payload));
            Number(writer, "rate", parsed.GetValue(_rate));
            if (parsed.GetValue(_concurrency) is { } concurrency)
            {
                writer.WriteNumber("concurrency", concurrency);
            }

            List(writer, "retry", parsed.GetValue(_retry) switch { null => null, Nothing => [], var waits => waits.Split(',', StringSplitOptions.TrimEntries) }, isWhole: true);
            Text(writer, "timeout", parsed.GetValue(_timeout));
            TextOrNull(writer, "disable_after", parsed.GetValue(_disableAfter));
        });
    }

    // The fault does not quote it: it may be a credential.
    private static (string Name, string Value) HeaderOf(string text) => text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
        ? (text[..colon].Trim(), text[(colon + 1)..].Trim())
        : throw new CommandFault(CommandExit.Usage, "--header-from: what is read must be 'Name: value'.");

    private static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void TextOrNull(Utf8JsonWriter writer, string name, string? value)
    {
        if (value == Nothing)
        {
            writer.WriteNull(name);
        }
        else
        {
            Text(writer, name, value);
        }
    }

    private static void Number(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is null or Nothing)
        {
            TextOrNull(writer, name, value);
            return;
        }

        writer.WriteNumber(name, int.TryParse(value, out var number) ? number : throw new CommandFault(CommandExit.Usage, $"--{name}: '{Printable.Of(value)}' is no whole number."));
    }

    // Options that may be repeated are an empty list if they are not given.
    private static void List(Utf8JsonWriter writer, string name, string[]? values, bool isWhole = false)
    {
        if (values is null || (values.Length == 0 && !isWhole))
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static void Raw(Utf8JsonWriter writer, string? json)
    {
        if (json is null)
        {
            return;
        }

        writer.WritePropertyName("fields");
        try
        {
            writer.WriteRawValue(json);
        }
        catch (JsonException e)
        {
            throw new CommandFault(CommandExit.Usage, "--fields: this is no JSON.", e);
        }
    }
}
