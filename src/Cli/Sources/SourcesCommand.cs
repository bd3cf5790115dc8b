using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Sources;

/// <summary><c>signalbox sources</c>: where webhooks come in.</summary>
internal static class SourcesCommand
{
    internal static Command Create(Sessions sessions)
    {
        var command = new Command("sources", "Lists the sources of webhooks; makes, changes and deletes them, and rotates their secrets.");
        sessions.Run(command, ListAsync);
        command.Subcommands.Add(Show(sessions));
        command.Subcommands.Add(new SourceCreation().Build(sessions));
        command.Subcommands.Add(State(sessions, "disable", "disabled", "Makes a source answer 403, which providers repeat for a while."));
        command.Subcommands.Add(State(sessions, "enable", "active", "Makes a disabled source take webhooks again."));
        command.Subcommands.Add(Delete(sessions));
        command.Subcommands.Add(SecretsCommand.Create(sessions));
        return command;
    }

    /// <summary>The argument that names a source.</summary>
    internal static Argument<string> Name() => new("NAME") { Description = "The source." };

    /// <summary>A source's path.</summary>
    internal static string PathOf(string name) => $"v1/sources/{Uri.EscapeDataString(name)}";

    /// <summary>A JSON object.</summary>
    internal static byte[] Json(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static async Task<CommandExit> ListAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        using var client = session.Connect();
        SourceOutput.WriteAll(session, Page.Of(await client.GetAsync("v1/sources", cancellationToken)).Items);
        return CommandExit.Ok;
    }

    private static Command Show(Sessions sessions)
    {
        var name = Name();
        var command = new Command("show", "Shows a source, and of its secrets the fingerprints and how many webhooks each has verified.") { name };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            SourceOutput.Write(session, (await client.GetAsync(PathOf(parsed.GetRequiredValue(name)), cancellationToken)).Json);
            return CommandExit.Ok;
        });
        return command;
    }

    private static Command State(Sessions sessions, string verb, string state, string description)
    {
        var name = Name();
        var command = new Command(verb, description) { name };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            var body = Json(writer => writer.WriteString("state", state));
            SourceOutput.Write(session, (await client.PatchAsync(PathOf(parsed.GetRequiredValue(name)), body, cancellationToken)).Json);
            return CommandExit.Ok;
        });
        return command;
    }

    private static Command Delete(Sessions sessions)
    {
        var name = Name();
        var force = new Option<bool>("--force") { Description = "Also if it has events that are not applied yet; they are applied all the same." };
        var command = new Command("delete", "Deletes a source with its secrets. What came stays.") { name, force };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            var deleted = await client.DeleteAsync($"{PathOf(parsed.GetRequiredValue(name))}{(parsed.GetValue(force) ? "?force=true" : string.Empty)}", cancellationToken);
            if (session.Json)
            {
                JsonLines.Write(session.Terminal, deleted.Json);
            }
            else
            {
                session.Terminal.Out.WriteLine($"{Printable.Of(deleted.Json, "name")}\tdeleted");
            }

            return CommandExit.Ok;
        });
        return command;
    }
}
