using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;
using Signalbox.Sources;

namespace Signalbox.Publishing;

/// <summary><c>signalbox publish</c>: an event of the product's own.</summary>
internal static class PublishCommand
{
    private const int LargestFile = 4 << 20;

    internal static Command Create(Sessions sessions)
    {
        var type = new Argument<string>("TYPE") { Description = "The type, such as order.shipped." };
        var data = new Option<string>("--payload") { Description = "What there is to tell, as JSON: itself, @FILE, or - for standard input.", HelpName = "JSON|@FILE|-", Required = true };
        var stream = new Option<string?>("--stream") { Description = "What keeps its order: the events of a stream are delivered one after the other. [default: waits for nothing]", HelpName = "STREAM" };
        var tenant = new Option<string?>("--tenant") { Description = "Whose event it is. [default: no tenant's]", HelpName = "TENANT" };
        var id = new Option<string?>("--id") { Description = "Its id: of two events with the same one the second is a duplicate. [default: a new one]", HelpName = "ID" };
        var command = new Command("publish", "Publishes an event of the product's own, which is delivered like those of providers.") { type, data, stream, tenant, id };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            var json = TextFile.Read(session.Terminal, "--payload", parsed.GetRequiredValue(data), LargestFile);
            var body = SourcesCommand.Json(writer =>
            {
                foreach (var (name, text) in new[] { ("id", parsed.GetValue(id)), ("type", parsed.GetRequiredValue(type)), ("stream", parsed.GetValue(stream)), ("tenant", parsed.GetValue(tenant)) })
                {
                    if (text is not null)
                    {
                        writer.WriteString(name, text);
                    }
                }

                WriteData(writer, json);
            });
            using var client = session.Connect();
            var receipt = (await client.PostAsync("v1/events", body, cancellationToken)).Json;
            if (session.Json)
            {
                JsonLines.Write(session.Terminal, receipt);
            }
            else
            {
                session.Terminal.Out.WriteLine($"{Printable.Of(receipt, "id")}\t{Printable.Of(receipt, "status")}\t{Printable.Of(receipt, "stream")}");
            }

            return CommandExit.Ok;
        });
        return command;
    }

    private static void WriteData(Utf8JsonWriter writer, string json)
    {
        writer.WritePropertyName("data");
        try
        {
            writer.WriteRawValue(json);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new CommandFault(CommandExit.Usage, "--payload: this is no JSON.", e);
        }
    }
}
