using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Keys;

/// <summary><c>signalbox keys</c>: what secrets are encrypted with.</summary>
internal static class KeysCommand
{
    internal static Command Create(Sessions sessions)
    {
        var command = new Command("keys", "Shows which master key the secrets are encrypted under, and how many values are left under older data keys.");
        sessions.Run(command, async (_, session, cancellationToken) =>
        {
            using var client = session.Connect();
            Write(session, (await client.GetAsync("v1/keys", cancellationToken)).Json);
            return CommandExit.Ok;
        });

        var rotate = new Command("rotate", "Encrypts under the newest master key, while everything runs; values under older keys follow in the background. A key in the data folder is generated; otherwise give every process the new one first (docs/SECRETS.md).");
        sessions.Run(rotate, async (_, session, cancellationToken) =>
        {
            using var client = session.Connect();
            var answer = await client.PostAsync("v1/keys/rotate", cancellationToken);
            Write(session, answer.OrFault(client.Url).Json);
            return CommandExit.Ok;
        });
        command.Subcommands.Add(rotate);
        return command;
    }

    private static void Write(Session session, JsonElement status)
    {
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, status);
        }
        else
        {
            ResultTable.WriteFields(session.Terminal, Fields.Of(status));
        }
    }
}
