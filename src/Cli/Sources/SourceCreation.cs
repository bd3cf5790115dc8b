using System.CommandLine;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Sources;

/// <summary><c>signalbox sources create</c>.</summary>
internal sealed class SourceCreation
{
    private readonly Argument<string> _name = new("NAME") { Description = "1 to 63 characters of a-z, 0-9, '-' and '_'. Webhooks go to /ingest/NAME." };
    private readonly Option<string?> _provider = new("--provider") { Description = "Whose webhooks. [default: NAME]", HelpName = "PROVIDER" };
    private readonly Option<string[]> _secrets = new("--secret") { Description = $"A webhook secret: {SecretInput.Forms}. May be repeated. Without it one is generated, for providers that take any.", HelpName = "-|@FILE" };
    private readonly Option<string?> _apiKey = new("--api-key-from") { Description = $"The key for calls to the provider: {SecretInput.Forms}.", HelpName = "-|@FILE" };
    private readonly Option<bool> _hold = new("--hold") { Description = "An event that was given up on holds its stream until somebody replays or discards it." };
    private readonly Option<string?> _description = new("--description") { Description = "What it is, for people.", HelpName = "TEXT" };

    internal Command Build(Sessions sessions)
    {
        var command = new Command("create", "Makes a source. Every process takes its webhooks within seconds.") { _name, _provider, _secrets, _apiKey, _hold, _description };
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(_name);
        var secrets = (parsed.GetValue(_secrets) ?? []).Select(value => SecretInput.Read(session.Terminal, "--secret", value)).ToList();
        var apiKey = parsed.GetValue(_apiKey) is { } from ? SecretInput.Read(session.Terminal, "--api-key-from", from) : null;
        var body = SourcesCommand.Json(writer =>
        {
            writer.WriteString("name", name);
            writer.WriteString("provider", parsed.GetValue(_provider) ?? name);
            writer.WriteString("dead_letters", parsed.GetValue(_hold) ? "hold" : "go_on");
            if (parsed.GetValue(_description) is { } description)
            {
                writer.WriteString("description", description);
            }

            if (secrets.Count > 0)
            {
                writer.WriteStartArray("secrets");
                secrets.ForEach(writer.WriteStringValue);
                writer.WriteEndArray();
            }

            if (apiKey is not null)
            {
                writer.WriteStartObject("credentials");
                writer.WriteString("api_key", apiKey);
                writer.WriteEndObject();
            }
        });
        using var client = session.Connect();
        SourceOutput.WriteMade(session, (await client.PostAsync("v1/sources", body, cancellationToken)).Json);
        return CommandExit.Ok;
    }
}
