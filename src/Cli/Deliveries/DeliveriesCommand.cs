using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Deliveries;

/// <summary><c>signalbox deliveries</c>: what is on its way to destinations, and what was delivered.</summary>
internal sealed class DeliveriesCommand
{
    private static readonly string[] Columns = ["id", "status", "destination", "event", "type", "attempts", "made_at", "due_at", "fault"];
    private static readonly string[] AttemptColumns = ["attempt", "at", "result", "status", "duration_ms", "next_at", "error", "response"];

    private readonly Option<bool> _failed = new("--failed") { Description = "Only those that have failed so far: retrying, held or dead." };
    private readonly Option<string?> _status = new("--status") { Description = "Only those of which this has become.", HelpName = "waiting|retrying|parked|held|dead|delivered" };
    private readonly Option<string?> _destination = new("--destination") { Description = "Only to this destination.", HelpName = "ID" };
    private readonly Option<string?> _tenant = new("--tenant") { Description = "Only to this tenant's destinations; - for those of no tenant, '*' for those of everybody's events.", HelpName = "TENANT" };
    private readonly Option<string?> _event = new("--event") { Description = "Only of this event, by its id or its webhook-id (msg_…).", HelpName = "ID" };
    private readonly Option<string?> _since = new("--since") { Description = "Only what was made at this time or later.", HelpName = "TIME" };
    private readonly Option<string?> _until = new("--until") { Description = "Only what was made before this time.", HelpName = "TIME" };
    private readonly Option<int> _limit = Limits.Option(50);

    internal static Command Create(Sessions sessions) => new DeliveriesCommand().Build(sessions);

    private Command Build(Sessions sessions)
    {
        var command = new Command("deliveries", "Lists events on their way to destinations and those that were delivered, newest first; shows, retries and discards deliveries.")
        {
            _failed, _status, _destination, _tenant, _event, _since, _until, _limit,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(_failed) && result.GetValue(_status) is not null)
            {
                result.AddError("Give either --failed or --status, not both.");
            }
        });
        command.Subcommands.Add(Show(sessions));
        command.Subcommands.Add(Change(sessions, "retry", "Tries deliveries now that are to be tried later, or once more those that were given up on."));
        command.Subcommands.Add(Change(sessions, "discard", "Deletes deliveries that were given up on; what they held goes on."));
        sessions.Run(command, ListAsync);
        return command;
    }

    private async Task<CommandExit> ListAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        var query = QueryText.None
            .With("status", parsed.GetValue(_failed) ? "failed" : parsed.GetValue(_status))
            .With("destination", parsed.GetValue(_destination))
            .With("tenant", parsed.GetValue(_tenant))
            .With("event", parsed.GetValue(_event))
            .With("since", parsed.GetValue(_since))
            .With("until", parsed.GetValue(_until));
        var limit = parsed.GetValue(_limit);
        using var client = session.Connect();
        var (deliveries, more) = await client.FirstAsync("v1/deliveries", query, limit, cancellationToken);
        if (session.Json)
        {
            deliveries.ForEach(delivery => JsonLines.Write(session.Terminal, delivery));
        }
        else
        {
            WriteRows(session, Columns, deliveries);
        }

        Limits.Note(session, more, limit);
        return CommandExit.Ok;
    }

    private static Command Show(Sessions sessions)
    {
        var id = new Argument<string>("ID") { Description = "The delivery, dlv_…" };
        var command = new Command("show", "Shows a delivery with its requests and what the receiver answered.") { id };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            var found = (await client.GetAsync($"v1/deliveries/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}", cancellationToken)).Json;
            if (session.Json)
            {
                JsonLines.Write(session.Terminal, found);
                return CommandExit.Ok;
            }

            ResultTable.WriteFields(session.Terminal, Fields.Of(found.GetProperty("delivery")));
            session.Terminal.Out.WriteLine();
            WriteRows(session, AttemptColumns, [.. found.GetProperty("attempts").EnumerateArray()]);
            return CommandExit.Ok;
        });
        return command;
    }

    private static Command Change(Sessions sessions, string verb, string description)
    {
        var ids = new Argument<string[]>("ID") { Description = "The deliveries, dlv_…", Arity = ArgumentArity.OneOrMore };
        var command = new Command(verb, description) { ids };
        sessions.Run(command, async (parsed, session, cancellationToken) =>
        {
            using var client = session.Connect();
            var (failed, missing) = (0, 0);
            foreach (var id in parsed.GetRequiredValue(ids).Distinct(StringComparer.Ordinal))
            {
                var answer = await client.PostAsync($"v1/deliveries/{Uri.EscapeDataString(id)}/{verb}", cancellationToken);
                failed += answer.IsSuccess ? 0 : 1;
                missing += answer.Status is 404 ? 1 : 0;
                Tell(session, id, answer);
            }

            return failed == 0 ? CommandExit.Ok : failed == missing ? CommandExit.NotFound : CommandExit.Failed;
        });
        return command;
    }

    private static void Tell(Session session, string id, Answer answer)
    {
        if (!answer.IsSuccess)
        {
            session.Terminal.Error.WriteLine($"{Printable.Of(id)}\t{Printable.Of(answer.Detail)}");
        }
        else if (session.Json)
        {
            JsonLines.Write(session.Terminal, answer.Json);
        }
        else
        {
            session.Terminal.Out.WriteLine($"{Printable.Of(answer.Json, "id")}\t{Printable.Of(answer.Json, "status")}");
        }
    }

    private static void WriteRows(Session session, string[] columns, IReadOnlyList<JsonElement> items) =>
        ResultTable.Write(session.Terminal, columns, [.. items.Select(item => columns.Select(column => Printable.Of(item, column)).ToArray())]);
}
