using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Calls;

/// <summary><c>signalbox providers</c>: the accounts, and how calls to one of their providers stand.</summary>
internal sealed class ProvidersCommand
{
    private static readonly string[] AccountColumns = ["account", "provider", "can_call"];
    private static readonly string[] LimitColumns =
        ["class", "limit", "window_ms", "used", "share", "paused_until", "nearly_used_up_since", "waiting", "concurrency"];

    private static readonly string[] CircuitColumns = ["class", "state", "succeeded", "failed", "failure_ratio", "breaks", "until"];

    private readonly Argument<string?> _account = new("ACCOUNT")
    {
        Description = "Its limits and circuits; without it the configured accounts.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    internal static Command Create(Sessions sessions) => new ProvidersCommand().Build(sessions);

    private Command Build(Sessions sessions)
    {
        var command = new Command("providers", "Lists the accounts, or shows the limits and circuits of the calls to one's provider.") { _account };
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        using var client = session.Connect();
        if (parsed.GetValue(_account) is { } account)
        {
            WriteStatus(session, (await client.GetAsync($"v1/providers/{Uri.EscapeDataString(account)}", cancellationToken)).Json);
            return CommandExit.Ok;
        }

        var accounts = Page.Of(await client.GetAsync("v1/providers", cancellationToken)).Items;
        if (session.Json)
        {
            foreach (var item in accounts)
            {
                JsonLines.Write(session.Terminal, item);
            }
        }
        else
        {
            WriteRows(session, AccountColumns, accounts);
        }

        return CommandExit.Ok;
    }

    private static void WriteStatus(Session session, JsonElement status)
    {
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, status);
            return;
        }

        ResultTable.WriteFields(session.Terminal, Fields.Of(status, "limits", "circuits"));
        session.Terminal.Out.WriteLine();
        WriteRows(session, LimitColumns, [.. status.GetProperty("limits").EnumerateArray()]);
        if (status.GetProperty("circuits").GetArrayLength() > 0)
        {
            session.Terminal.Out.WriteLine();
            WriteRows(session, CircuitColumns, [.. status.GetProperty("circuits").EnumerateArray()]);
        }
    }

    private static void WriteRows(Session session, string[] columns, IReadOnlyList<JsonElement> items) =>
        ResultTable.Write(session.Terminal, columns, [.. items.Select(item => columns.Select(column => Text(item, column)).ToArray())]);

    private static string Text(JsonElement item, string column) => item.GetProperty(column) switch
    {
        { ValueKind: JsonValueKind.Object } counts => string.Join(", ", counts.EnumerateObject().Select(static c => $"{Printable.Of(c.Name)} {Printable.Of(c.Value)}")),
        _ => Printable.Of(item, column),
    };
}
