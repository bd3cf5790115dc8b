using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Care;

/// <summary><c>signalbox dead-letters replay</c> and <c>discard</c>.</summary>
internal sealed class ResolveCommand
{
    private readonly Resolution _resolution;
    private readonly Argument<long[]> _ids;
    private readonly Option<bool> _all;
    private readonly Option<string?> _account = new("--account") { Description = "With --all: only of this account.", HelpName = "NAME" };
    private readonly Option<string?> _stream = new("--stream") { Description = "With --all: only of this stream.", HelpName = "KEY" };
    private readonly Option<string?> _type = new("--type") { Description = "With --all: only of this type; with a * at its end, all that begin so.", HelpName = "TYPE" };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask before --all." };

    private ResolveCommand(Resolution resolution)
    {
        _resolution = resolution;
        _ids = new Argument<long[]>("ID") { Description = "Their numbers, as dead-letters lists them.", Arity = ArgumentArity.ZeroOrMore };
        _all = new Option<bool>("--all") { Description = "All that are open, the oldest first. Asks before, unless --yes." };
    }

    internal static Command Create(Sessions sessions, Resolution resolution) => new ResolveCommand(resolution).Build(sessions);

    private Command Build(Sessions sessions)
    {
        var command = new Command(_resolution.Name, _resolution.Description) { _ids, _all, _account, _stream, _type, _yes };
        command.Validators.Add(result =>
        {
            var hasIds = result.GetResult(_ids) is { Tokens.Count: > 0 };
            var isAll = result.GetValue(_all);
            if (hasIds == isAll)
            {
                result.AddError(hasIds ? "Give either numbers or --all, not both." : "Which? Give the numbers of dead letters, or --all.");
            }
            else if (!isAll && (result.GetValue(_account) ?? result.GetValue(_stream) ?? result.GetValue(_type)) is not null)
            {
                result.AddError("--account, --stream and --type go with --all.");
            }
        });
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        using var client = session.Connect();
        if (parsed.GetValue(_all))
        {
            var filter = QueryText.None.With("account", parsed.GetValue(_account)).With("stream", parsed.GetValue(_stream)).With("type", parsed.GetValue(_type));
            return await new ResolveAll(session, client, _resolution).RunAsync(filter, isConfirmed: parsed.GetValue(_yes), cancellationToken);
        }

        List<long> ids = [.. parsed.GetRequiredValue(_ids).Distinct()];
        var (done, missing) = (0, 0);
        foreach (var id in ids)
        {
            var answer = await client.PostAsync($"v1/dead-letters/{id}/{_resolution.Name}", cancellationToken);
            done += answer.IsSuccess ? 1 : 0;
            missing += answer.Status is 404 ? 1 : 0;
            Tell(session, id, answer);
        }

        return done == ids.Count ? CommandExit.Ok
            : missing == ids.Count ? CommandExit.NotFound
            : CommandExit.Failed;
    }

    private void Tell(Session session, long id, Answer answer)
    {
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, writer => WriteJson(writer, id, answer));
        }
        else if (answer.IsSuccess)
        {
            session.Terminal.Out.WriteLine($"{id.ToString(CultureInfo.InvariantCulture)}\t{_resolution.Done}");
        }
        else
        {
            session.Terminal.Error.WriteLine($"{id.ToString(CultureInfo.InvariantCulture)}\tnot {_resolution.Done}: {answer.Detail}");
        }
    }

    private static void WriteJson(Utf8JsonWriter writer, long id, Answer answer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", id);
        writer.WriteNumber("http_status", answer.Status);
        writer.WritePropertyName(answer.IsSuccess ? "dead_letter" : "problem");
        answer.Json.WriteTo(writer);
        writer.WriteEndObject();
    }
}
