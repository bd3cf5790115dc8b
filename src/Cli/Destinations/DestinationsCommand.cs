using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;
using Signalbox.Sources;

namespace Signalbox.Destinations;

/// <summary><c>signalbox destinations</c>: where events are forwarded to.</summary>
internal static class DestinationsCommand
{
    internal static Command Create(Sessions sessions)
    {
        var tenant = new Option<string?>("--tenant") { Description = "Only this tenant's; - for those of no tenant, '*' for those of everybody's events.", HelpName = "TENANT" };
        var command = new Command("destinations", "Lists where events are forwarded to; makes, changes and deletes destinations, rotates their secrets, tries them out and sends again.") { tenant };
        sessions.Run(command, (parsed, session, cancellationToken) => ListAsync(session, parsed.GetValue(tenant), cancellationToken));
        command.Subcommands.Add(Show(sessions));
        command.Subcommands.Add(new DestinationOptionSet().Create(sessions));
        command.Subcommands.Add(new DestinationOptionSet().Change(sessions));
        command.Subcommands.Add(State(sessions, "disable", "disabled", "Makes no new deliveries to a destination; those that wait go on waiting."));
        command.Subcommands.Add(State(sessions, "enable", "active", "Makes deliveries to a disabled destination again."));
        command.Subcommands.Add(Delete(sessions));
        command.Subcommands.Add(DestinationSecretsCommand.Create(sessions));
        command.Subcommands.Add(DestinationCareCommands.Test(sessions));
        command.Subcommands.Add(DestinationCareCommands.Health(sessions));
        command.Subcommands.Add(DestinationCareCommands.Resend(sessions));
        return command;
    }

    /// <summary>The argument that names a destination.</summary>
    internal static Argument<string> Id() => new("ID") { Description = "The destination, dst_…" };

    /// <summary>A destination's path.</summary>
    internal static string PathOf(string id) => $"v1/destinations/{Uri.EscapeDataString(id)}";

    private static async Task<CommandExit> ListAsync(Session session, string? tenant, CancellationToken cancellationToken)
    {
        using var client = session.Connect();
        var destinations = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = Page.Of(await client.GetAsync($"v1/destinations{QueryText.None.With("tenant", tenant).With("limit", "200").With("cursor", cursor)}", cancellationToken));
            destinations.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        DestinationOutput.WriteAll(session, destinations);
        return CommandExit.Ok;
    }

    private static Command Show(Sessions sessions)
    {
        var id = Id();
        var command = new Command("show", "Shows a destination; of its secrets fingerprints and public keys, of its headers the names.") { id };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            DestinationOutput.Write(session, (await client.GetAsync(PathOf(parsed.GetRequiredValue(id)), cancellationToken)).Json);
            return CommandExit.Ok;
        });
        return command;
    }

    private static Command State(Sessions sessions, string verb, string state, string description)
    {
        var id = Id();
        var command = new Command(verb, description) { id };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            var body = SourcesCommand.Json(writer => writer.WriteString("state", state));
            DestinationOutput.Write(session, (await client.PatchAsync(PathOf(parsed.GetRequiredValue(id)), body, cancellationToken)).Json);
            return CommandExit.Ok;
        });
        return command;
    }

    private static Command Delete(Sessions sessions)
    {
        var id = Id();
        var command = new Command("delete", "Deletes a destination with its secrets and all deliveries that wait.") { id };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            var deleted = await client.DeleteAsync(PathOf(parsed.GetRequiredValue(id)), cancellationToken);
            if (session.Json)
            {
                JsonLines.Write(session.Terminal, deleted.Json);
            }
            else
            {
                session.Terminal.Out.WriteLine($"{Printable.Of(deleted.Json, "id")}\tdeleted");
            }

            return CommandExit.Ok;
        });
        return command;
    }
}
