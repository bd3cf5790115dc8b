using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.People;

/// <summary><c>signalbox person</c>: one person over all providers.</summary>
internal sealed class PersonCommand
{
    private static readonly (string Name, string[] Columns)[] Lists =
    [
        ("memberships", ["organization_id", "organization_name", "role"]),
        ("customers", ["account", "id", "email", "name"]),
        ("messages", ["as_of", "channel", "direction", "recipient", "status", "subject"]),
        ("suppressions", ["account", "channel", "address", "reason", "scope", "since"]),
        ("social_accounts", ["account", "platform", "display_name", "status"]),
    ];

    private readonly Argument<string> _id = new("ID") { Description = "A user's id, a customer's id, or an e-mail address.", HelpName = "ID" };
    private readonly Option<string?> _account = new("--account") { Description = "The account that the id is of.", HelpName = "NAME" };

    internal static Command Create(Sessions sessions) => new PersonCommand().Build(sessions);

    private Command Build(Sessions sessions)
    {
        var command = new Command("person", "Shows one person over all providers: user, customers, messages, suppressions, social accounts.") { _id, _account };
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        using var client = session.Connect();
        var query = QueryText.None.With("account", parsed.GetValue(_account));
        var person = (await client.GetAsync($"v1/people/{Uri.EscapeDataString(parsed.GetRequiredValue(_id))}{query}", cancellationToken)).Json;
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, person);
            return CommandExit.Ok;
        }

        var fields = new List<(string, string)> { ("id", Printable.Of(person, "id")) };
        if (person.GetProperty("user") is { ValueKind: JsonValueKind.Object } user)
        {
            fields.AddRange(Fields.Of(user, "id"));
        }

        foreach (var customer in person.GetProperty("customers").EnumerateArray())
        {
            fields.AddRange(customer.GetProperty("subscriptions").EnumerateArray().Select(s => ("subscription", $"{Printable.Of(s, "id")}  {Printable.Of(s, "status")}  of {Printable.Of(customer, "id")}")));
            fields.AddRange(customer.GetProperty("open_invoices").EnumerateArray().Select(i => ("open invoice", $"{Printable.Of(i, "id")}  {Printable.Of(i, "amount_remaining")} {Printable.Of(i, "currency")}  of {Printable.Of(customer, "id")}")));
        }

        ResultTable.WriteFields(session.Terminal, fields);
        foreach (var (name, columns) in Lists)
        {
            var rows = person.GetProperty(name).EnumerateArray().Select(item => columns.Select(column => Printable.Of(item, column)).ToArray()).ToArray();
            if (rows.Length > 0)
            {
                session.Terminal.Out.WriteLine();
                session.Terminal.Out.WriteLine($"{name.Replace('_', ' ')}:");
                ResultTable.Write(session.Terminal, columns, rows);
            }
        }

        return CommandExit.Ok;
    }
}
