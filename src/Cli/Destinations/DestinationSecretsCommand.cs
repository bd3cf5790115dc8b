using System.CommandLine;
using Signalbox.Connection;
using Signalbox.Output;
using Signalbox.Sources;

namespace Signalbox.Destinations;

/// <summary><c>signalbox destinations secrets</c>: adds and retires what requests are signed with.</summary>
internal static class DestinationSecretsCommand
{
    internal static Command Create(Sessions sessions) => new("secrets", "Adds and retires what requests are signed with.") { Add(sessions), Retire(sessions) };

    private static Command Add(Sessions sessions)
    {
        var id = DestinationsCommand.Id();
        var secret = new Option<string?>("--secret") { Description = $"The secret: {SecretInput.Forms}. Without it one is generated.", HelpName = "-|@FILE" };
        var scheme = new Option<string?>("--scheme") { Description = "v1 (a secret that both sides know) or v1a (a key pair). [default: v1]", HelpName = "SCHEME" };
        var after = new Option<string?>("--expire-others-after") { Description = "How long the others go on signing: d.hh:mm:ss, hh:mm:ss, or never. [default: 1.00:00:00]", HelpName = "TIME" };
        var command = new Command("add", "Adds a secret, which signs at once; the others go on signing beside it for a while.") { id, secret, scheme, after };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            var value = parsed.GetValue(secret) is { } from ? SecretInput.Read(session.Terminal, "--secret", from) : null;
            var body = SourcesCommand.Json(writer =>
            {
                foreach (var (name, text) in new[] { ("secret", value), ("scheme", parsed.GetValue(scheme)), ("expire_others_after", parsed.GetValue(after)) })
                {
                    if (text is not null)
                    {
                        writer.WriteString(name, text);
                    }
                }
            });
            using var client = session.Connect();
            DestinationOutput.WriteMade(session, (await client.PostAsync($"{DestinationsCommand.PathOf(parsed.GetRequiredValue(id))}/secrets", body, cancellationToken)).Json);
            return CommandExit.Ok;
        });
        return command;
    }

    private static Command Retire(Sessions sessions)
    {
        var id = DestinationsCommand.Id();
        var fingerprint = new Argument<string>("FINGERPRINT") { Description = "Which secret, as 'destinations show' names it." };
        var command = new Command("retire", "Deletes a secret: nothing is signed with it from now on.") { id, fingerprint };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            var path = $"{DestinationsCommand.PathOf(parsed.GetRequiredValue(id))}/secrets/{Uri.EscapeDataString(parsed.GetRequiredValue(fingerprint))}";
            DestinationOutput.Write(session, (await client.DeleteAsync(path, cancellationToken)).Json);
            return CommandExit.Ok;
        });
        return command;
    }
}
