using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Care;

/// <summary><c>signalbox dead-letters replay</c> and <c>discard</c>.</summary>
internal sealed class ResolveCommand
{
    // A person gets impatient after this many.
    private const int ProgressEvery = 100;

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
        var ids = parsed.GetValue(_all)
            ? await AllAsync(parsed, session, client, cancellationToken)
            : [.. parsed.GetRequiredValue(_ids).Distinct()];
        var (done, missing) = (0, 0);
        for (var i = 0; i < ids.Count; i++)
        {
            var answer = await client.PostAsync($"v1/dead-letters/{ids[i]}/{_resolution.Name}", cancellationToken);
            done += answer.IsSuccess ? 1 : 0;
            missing += answer.Status is 404 ? 1 : 0;
            Tell(session, ids[i], answer);
            if ((i + 1) % ProgressEvery == 0 && i + 1 < ids.Count && (session.Json || !session.Terminal.IsOutScreen))
            {
                await session.Terminal.Error.WriteLineAsync($"{i + 1} of {ids.Count}, {done} {_resolution.Done}");
            }
        }

        return done == ids.Count ? CommandExit.Ok
            : missing == ids.Count ? CommandExit.NotFound
            : CommandExit.Failed;
    }

    private async Task<List<long>> AllAsync(ParseResult parsed, Session session, SignalboxClient client, CancellationToken cancellationToken)
    {
        var query = QueryText.None.With("status", "open").With("account", parsed.GetValue(_account)).With("stream", parsed.GetValue(_stream)).With("type", parsed.GetValue(_type));
        var (letters, _) = await client.FirstAsync("v1/dead-letters", query, int.MaxValue, cancellationToken);
        var ids = letters.ConvertAll(static letter => letter.GetProperty("id").GetInt64());

        // Newest first as listed; a stream's events belong to be applied in their order.
        ids.Reverse();
        if (ids.Count == 0)
        {
            await session.Terminal.Error.WriteLineAsync("No dead letters are open.");
        }
        else if (!parsed.GetValue(_yes))
        {
            await AskAsync(session.Terminal, ids.Count, cancellationToken);
        }

        return ids;
    }

    private async Task AskAsync(Terminal terminal, int count, CancellationToken cancellationToken)
    {
        if (!terminal.CanAsk)
        {
            throw new CommandFault(CommandExit.Usage, $"This would {_resolution.Name} {count} dead letters, and nobody can be asked here. Add --yes if that is meant.");
        }

        await terminal.Error.WriteAsync($"{char.ToUpperInvariant(_resolution.Name[0])}{_resolution.Name[1..]} {count} dead letters? [y/N] ");
        var answer = await Task.Run(terminal.In.ReadLine, cancellationToken).WaitAsync(cancellationToken);
        if (answer?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
        {
            throw new CommandFault(CommandExit.Failed, $"Nothing was {_resolution.Done}.");
        }
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
