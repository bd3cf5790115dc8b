using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Backfills;

/// <summary><c>signalbox backfill stripe</c>: starts a backfill, or finds the one that is running, and follows it.</summary>
internal sealed class StripeBackfillCommand
{
    private static readonly string[] Kinds = ["customers", "subscriptions", "invoices", "products", "prices"];

    private readonly Option<string?> _account = new("--account") { Description = "The account to read. [default: the only one that has an API key]", HelpName = "NAME" };
    private readonly Option<string?> _only = new("--only") { Description = $"Only these objects, with commas between them: {string.Join(", ", Kinds)}.", HelpName = "KINDS" };
    private readonly Option<bool> _noFollow = new("--no-follow") { Description = "Starts it and does not wait for its end." };

    internal Command Build(Sessions sessions)
    {
        var command = new Command("stripe", "Reads all customers, subscriptions, invoices, products and prices of a Stripe account, behind all other calls. It goes on in the server whatever becomes of this command; running the command again follows it again.")
        {
            _account, _only, _noFollow,
        };
        Limits.Require(
            _only, static only => only is not null && KindsOf(only).All(Kinds.Contains), $"--only takes some of {string.Join(", ", Kinds)}, with commas between them.");
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        using var client = session.Connect();
        var answer = await client.PostAsync("v1/backfills", Body(parsed), cancellationToken);
        var backfill = answer.Json;
        var id = backfill.GetProperty("id").GetString()!;
        await session.Terminal.Error.WriteLineAsync(
            answer.Status is 202 ? $"Backfill {id} of '{Printable.Of(backfill, "account")}' has begun." : $"Backfill {id} is running already.");
        return parsed.GetValue(_noFollow)
            ? BackfillFollower.Show(session, backfill)
            : await new BackfillFollower(session, client, id).RunAsync(backfill, cancellationToken);
    }

    private byte[] Body(ParseResult parsed)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (parsed.GetValue(_account) is { } account)
            {
                writer.WriteString("account", account);
            }

            if (parsed.GetValue(_only) is { } only)
            {
                writer.WriteStartArray("objects");
                Array.ForEach(KindsOf(only), writer.WriteStringValue);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static string[] KindsOf(string only) => only.Split(',', StringSplitOptions.TrimEntries);
}
