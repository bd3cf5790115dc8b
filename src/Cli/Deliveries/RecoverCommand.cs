using System.CommandLine;
using Signalbox.Connection;
using Signalbox.Destinations;
using Signalbox.Output;
using Signalbox.Sources;

namespace Signalbox.Deliveries;

/// <summary><c>signalbox recover</c>: tries once more what was given up on.</summary>
internal static class RecoverCommand
{
    internal static Command Create(Sessions sessions)
    {
        var id = new Argument<string>("DESTINATION") { Description = "The destination, dst_…" };
        var since = new Option<string>("--since") { Description = "Only what was last tried at this time or later.", HelpName = "TIME", Required = true };
        var command = new Command("recover", "Tries everything once more that was given up on, each stream in its order.") { id, since };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            var body = SourcesCommand.Json(writer => writer.WriteString("since", parsed.GetRequiredValue(since)));
            var answer = (await client.PostAsync($"{DestinationsCommand.PathOf(parsed.GetRequiredValue(id))}/recover", body, cancellationToken)).Json;
            if (session.Json)
            {
                JsonLines.Write(session.Terminal, answer);
                return CommandExit.Ok;
            }

            session.Terminal.Out.WriteLine($"{Printable.Of(answer, "recovered")}\trecovered");
            if (answer.GetProperty("more").GetBoolean())
            {
                session.Terminal.Error.WriteLine("There are more: run it again.");
            }

            return CommandExit.Ok;
        });
        return command;
    }
}
