using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Projections;

/// <summary><c>signalbox get</c>: the projections.</summary>
internal sealed class GetCommand
{
    private readonly Argument<string> _resource = new("RESOURCE") { Description = string.Join(", ", Resource.All.Select(static resource => resource.Name)), HelpName = "RESOURCE" };
    private readonly Argument<string?> _id = new("ID") { Description = "The provider's id; without it, a list.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string[]> _filter = new("--filter")
    {
        Description = "Only where a column has a value: status=active, customer_id=cus_…, deleted=any. May be given more than once.",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _account = new("--account") { Description = "Only this account.", HelpName = "NAME" };
    private readonly Option<int> _limit = Limits.Option(50);

    internal static Command Create(Sessions sessions) => new GetCommand().Build(sessions);

    private Command Build(Sessions sessions)
    {
        _resource.AcceptOnlyFromAmong([.. Resource.All.Select(static resource => resource.Name)]);
        _filter.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens.Where(static token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"--filter takes NAME=VALUE; found '{token.Value}'.");
            }
        });
        var command = new Command("get", "Shows objects as they are after all events that have been applied.") { _resource, _id, _filter, _account, _limit };
        command.Validators.Add(result =>
        {
            if (result.GetResult(_id) is { Tokens.Count: > 0 } && result.GetResult(_filter) is not null)
            {
                result.AddError("Give either an ID or --filter, not both.");
            }
        });
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(_resource);
        var resource = Resource.All.Single(one => one.Name == name);
        var query = QueryText.None.With("account", parsed.GetValue(_account));
        using var client = session.Connect();
        if (parsed.GetValue(_id) is { } id)
        {
            var answer = await client.GetAsync($"v1/{name}/{Uri.EscapeDataString(id)}{query}", cancellationToken);
            Write(session, answer);
            return CommandExit.Ok;
        }

        foreach (var filter in parsed.GetValue(_filter) ?? [])
        {
            var equals = filter.IndexOf('=', StringComparison.Ordinal);
            query = query.With(filter[..equals], filter[(equals + 1)..]);
        }

        await ListAsync(session, client, resource, query, parsed.GetValue(_limit), cancellationToken);
        return CommandExit.Ok;
    }

    private static void Write(Session session, Answer answer)
    {
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, answer.Json);
        }
        else
        {
            // What the provider sent is long, and --json has it.
            var fields = Fields.Of(answer.Json, "raw", "items");
            if (answer.Json.TryGetProperty("items", out var items) && items.ValueKind is JsonValueKind.Array)
            {
                fields.AddRange(items.EnumerateArray().Select(static item => (
                    "item", $"{Printable.Of(item, "id")}  {Printable.Of(item, "quantity")} of {Printable.Of(item, "price_id")}")));
            }

            ResultTable.WriteFields(session.Terminal, fields);
        }
    }

    private static async Task ListAsync(
        Session session, SignalboxClient client, Resource resource, QueryText query, int limit, CancellationToken cancellationToken)
    {
        var (rows, more) = await client.FirstAsync($"v1/{resource.Name}", query, limit, cancellationToken);
        if (session.Json)
        {
            rows.ForEach(row => JsonLines.Write(session.Terminal, row));
        }
        else if (rows.Count == 0)
        {
            await session.Terminal.Error.WriteLineAsync($"No {resource.Name}.");
        }
        else
        {
            ResultTable.Write(session.Terminal, resource.Columns, [.. rows.Select(row => resource.Columns.Select(column => Printable.Of(row, column)).ToArray())]);
        }

        Limits.Note(session, more, limit);
    }
}
