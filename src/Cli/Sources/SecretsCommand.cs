using System.CommandLine;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Sources;

/// <summary><c>signalbox sources secrets</c>: adds and retires the secrets of a source.</summary>
internal static class SecretsCommand
{
    internal static Command Create(Sessions sessions) => new("secrets", "Adds and retires webhook secrets.") { Add(sessions), Retire(sessions) };

    private static Command Add(Sessions sessions)
    {
        var name = SourcesCommand.Name();
        var secret = new Option<string?>("--secret") { Description = $"The secret: {SecretInput.Forms}. Without it one is generated, for providers that take any.", HelpName = "-|@FILE" };
        var after = new Option<string?>("--expire-others-after") { Description = "How long the other secrets stay valid: d.hh:mm:ss, hh:mm:ss, or never. [default: 1.00:00:00]", HelpName = "TIME" };
        var command = new Command("add", "Adds a secret, which is valid at once; the others stay valid for a while. 'sources show' tells when nobody uses them any more.") { name, secret, after };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            var value = parsed.GetValue(secret) is { } from ? SecretInput.Read(session.Terminal, "--secret", from) : null;
            var body = SourcesCommand.Json(writer =>
            {
                if (value is not null)
                {
                    writer.WriteString("secret", value);
                }

                if (parsed.GetValue(after) is { } time)
                {
                    writer.WriteString("expire_others_after", time);
                }
            });
            using var client = session.Connect();
            var made = await client.PostAsync($"{SourcesCommand.PathOf(parsed.GetRequiredValue(name))}/secrets", body, cancellationToken);
            SourceOutput.WriteMade(session, made.Json);
            return CommandExit.Ok;
        });
        return command;
    }

    private static Command Retire(Sessions sessions)
    {
        var name = SourcesCommand.Name();
        var fingerprint = new Argument<string>("FINGERPRINT") { Description = "Which secret, as 'sources show' names it." };
        var command = new Command("retire", "Deletes a secret: what is signed with it is refused from now on.") { name, fingerprint };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            var path = $"{SourcesCommand.PathOf(parsed.GetRequiredValue(name))}/secrets/{Uri.EscapeDataString(parsed.GetRequiredValue(fingerprint))}";
            SourceOutput.Write(session, (await client.DeleteAsync(path, cancellationToken)).Json);
            return CommandExit.Ok;
        });
        return command;
    }
}
