using System.CommandLine;
using Signalbox.Connection;
using Signalbox.Output;
using Signalbox.Sources;

namespace Signalbox.Destinations;

/// <summary><c>signalbox destinations test</c>, <c>health</c> and <c>resend</c>.</summary>
internal static class DestinationCareCommands
{
    /// <summary>Sends a test event.</summary>
    internal static Command Test(Sessions sessions)
    {
        var id = DestinationsCommand.Id();
        var command = new Command("test", "Sends an event destination.test to a destination, whatever its filters.") { id };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            var sent = (await client.PostAsync($"{DestinationsCommand.PathOf(parsed.GetRequiredValue(id))}/test", cancellationToken)).OrFault(client.Url).Json;
            if (session.Json)
            {
                JsonLines.Write(session.Terminal, sent);
            }
            else
            {
                session.Terminal.Out.WriteLine(Printable.Of(sent, "event"));
                session.Terminal.Error.WriteLine("It is on its way: see './signalbox deliveries --event ID'.");
            }

            return CommandExit.Ok;
        });
        return command;
    }

    /// <summary>Shows how a destination is doing.</summary>
    internal static Command Health(Sessions sessions)
    {
        var id = DestinationsCommand.Id();
        var command = new Command("health", "Shows how a destination is doing: its requests of the last hour, what waits, and since when it has been failing.") { id };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            var health = (await client.GetAsync($"{DestinationsCommand.PathOf(parsed.GetRequiredValue(id))}/health", cancellationToken)).Json;
            if (session.Json)
            {
                JsonLines.Write(session.Terminal, health);
                return CommandExit.Ok;
            }

            ResultTable.WriteFields(session.Terminal, [
                .. Fields.Of(health, "results"),
                .. health.GetProperty("results").EnumerateObject().Select(static result => ($"results.{Printable.Of(result.Name)}", Printable.Of(result.Value)))]);
            return CommandExit.Ok;
        });
        return command;
    }

    /// <summary>Sends events again that have left before.</summary>
    internal static Command Resend(Sessions sessions)
    {
        var id = DestinationsCommand.Id();
        var from = new Option<string>("--from") { Description = "Events that left at this time or later.", HelpName = "TIME", Required = true };
        var to = new Option<string>("--to") { Description = "Events that left before this time.", HelpName = "TIME", Required = true };
        var types = new Option<string[]>("--type") { Description = "Only these types, such as 'invoice.*'; may be repeated.", HelpName = "TYPE" };
        var command = new Command("resend", "Sends events again that a destination wants, whether or not it has had them, behind what waits.") { id, from, to, types };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            var path = $"{DestinationsCommand.PathOf(parsed.GetRequiredValue(id))}/resend";
            var (resent, looked, cursor) = (0L, 0L, (string?)null);
            do
            {
                var body = Body(parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), parsed.GetValue(types) ?? [], cursor);
                var answer = (await client.PostAsync(path, body, cancellationToken)).Json;
                resent += answer.GetProperty("resent").GetInt64();
                looked += answer.GetProperty("looked").GetInt64();
                cursor = answer.GetProperty("next_cursor").GetString();
                if (session.Json)
                {
                    JsonLines.Write(session.Terminal, answer);
                }
                else if (cursor is not null)
                {
                    session.Terminal.Error.WriteLine($"{resent} of {looked} events so far");
                }
            }
            while (cursor is not null);

            if (!session.Json)
            {
                session.Terminal.Out.WriteLine($"{resent}\tof {looked} events are sent again");
            }

            return CommandExit.Ok;
        });
        return command;
    }

    private static byte[] Body(string from, string to, string[] types, string? cursor) => SourcesCommand.Json(writer =>
    {
        writer.WriteString("from", from);
        writer.WriteString("to", to);
        if (types.Length > 0)
        {
            writer.WriteStartArray("types");
            Array.ForEach(types, writer.WriteStringValue);
            writer.WriteEndArray();
        }

        if (cursor is not null)
        {
            writer.WriteString("cursor", cursor);
        }
    });
}
