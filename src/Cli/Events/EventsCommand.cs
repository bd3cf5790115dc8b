using System.CommandLine;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Events;

/// <summary><c>signalbox events</c>: the journal.</summary>
internal sealed class EventsCommand
{
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on with new events as they arrive, oldest first, each once, until Ctrl-C (exit code 0)." };
    private readonly Option<string?> _type = new("--type") { Description = "Only this type; with a * at its end, all that begin so: 'invoice.*'.", HelpName = "TYPE" };
    private readonly Option<string?> _account = new("--account") { Description = "Only this account.", HelpName = "NAME" };
    private readonly Option<string?> _stream = new("--stream") { Description = "Only this stream: account/kind/id.", HelpName = "KEY" };
    private readonly Option<string?> _person = new("--person") { Description = "Only about this person: the id of a user or customer, or an e-mail address. Not with --follow and --stream.", HelpName = "ID|EMAIL" };
    private readonly Option<string?> _status = new("--status") { Description = "Only events of which this has become. Not with --follow, which shows each event as it arrives.", HelpName = "pending|retrying|held|applied|dead_letter|discarded" };
    private readonly Option<string?> _id = new("--id") { Description = "Only events whose id holds this text.", HelpName = "TEXT" };
    private readonly Option<string?> _from = new("--from") { Description = "Only what was stored at this time or later.", HelpName = "TIME" };
    private readonly Option<string?> _to = new("--to") { Description = "Only what was stored before this time.", HelpName = "TIME" };
    private readonly Option<int> _limit = Limits.Option(20);

    internal static Command Create(Sessions sessions) => new EventsCommand().Build(sessions);

    private Command Build(Sessions sessions)
    {
        _status.AcceptOnlyFromAmong("pending", "retrying", "held", "applied", "dead_letter", "discarded");
        var command = new Command("events", "Lists events, newest first, or follows them.") { _follow, _type, _account, _stream, _person, _status, _id, _from, _to, _limit };
        command.Validators.Add(result =>
        {
            if (result.GetValue(_follow) && (result.GetResult(_from) ?? result.GetResult(_to)) is not null)
            {
                result.AddError("--follow shows what arrives from now on. Leave out --from and --to, or list without --follow.");
            }

            if (result.GetResult(_person) is not null && (result.GetValue(_follow) || result.GetResult(_stream) is not null))
            {
                result.AddError("--person is of several streams, which may become more. Leave out --follow and --stream.");
            }

            if (result.GetValue(_follow) && result.GetResult(_status) is not null)
            {
                result.AddError("--follow shows each event once, as it arrives; what becomes of it is only known later. Leave out --status, or list without --follow.");
            }
        });
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        var query = QueryText.None
            .With("type", parsed.GetValue(_type))
            .With("account", parsed.GetValue(_account))
            .With("stream", parsed.GetValue(_stream))
            .With("person", parsed.GetValue(_person))
            .With("status", parsed.GetValue(_status))
            .With("id", parsed.GetValue(_id))
            .With("from", parsed.GetValue(_from))
            .With("to", parsed.GetValue(_to));
        var limit = parsed.GetValue(_limit);
        using var client = session.Connect();
        if (parsed.GetValue(_follow))
        {
            return await new EventFollower(session, client, query).RunAsync(limit, cancellationToken);
        }

        var (events, more) = await client.FirstAsync("v1/events", query, limit, cancellationToken);
        EventRows.Write(session, events);
        Limits.Note(session, more, limit);
        return CommandExit.Ok;
    }
}
