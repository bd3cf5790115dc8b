using System.CommandLine;
using System.CommandLine.Invocation;
using Signalbox.Care;
using Signalbox.Connection;
using Signalbox.Events;
using Signalbox.Output;
using Signalbox.Projections;
using Signalbox.Streams;
using Signalbox.Trigger;

namespace Signalbox.Commands;

/// <summary>The command line as a whole.</summary>
internal static class SignalboxCommand
{
    private const string Description = """
        Looks at a Signalbox server, cares for it, and sends it events.

        Exit codes: 0 done, 1 something failed or was not accepted, 2 the command line is wrong, 3 no server answers,
        4 the API key or webhook secret is missing or wrong, 5 not found, 130 stopped by Ctrl-C.

        On a terminal results are tables; elsewhere lines with tabs between the values, or JSON with --json.
        Progress and faults go to standard error. NO_COLOR turns colours off.
        """;

    /// <summary>Runs one command line to its end.</summary>
    /// <param name="arguments">The arguments, without the program's name.</param>
    /// <param name="terminal">Where to read and write.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The exit code, one of <see cref="CommandExit"/>.</returns>
    internal static async Task<int> RunAsync(string[] arguments, Terminal terminal, Func<string, string?> environment, TimeProvider time)
    {
        var parsed = Create(terminal, environment, time).Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            return WriteErrors(parsed, terminal);
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false });
        }
        catch (CommandFault fault)
        {
            await terminal.Error.WriteLineAsync(fault.Message);
            return (int)fault.Exit;
        }
        catch (OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync("Stopped.");
            return (int)CommandExit.Interrupted;
        }
    }

    private static RootCommand Create(Terminal terminal, Func<string, string?> environment, TimeProvider time)
    {
        var options = new GlobalOptions();
        var sessions = new Sessions(options, terminal, environment, time);
        return new RootCommand(Description)
        {
            options.Url,
            options.ApiKey,
            options.Data,
            options.Json,
            TriggerCommand.Create(sessions),
            EventsCommand.Create(sessions),
            EventCommand.Create(sessions),
            StreamCommand.Create(sessions),
            DeadLettersCommand.Create(sessions),
            GetCommand.Create(sessions),
        };
    }

    private static int WriteErrors(ParseResult parsed, Terminal terminal)
    {
        foreach (var message in parsed.Errors.Select(static error => error.Message).Distinct())
        {
            terminal.Error.WriteLine(message);
        }

        var path = parsed.CommandResult.Command;
        terminal.Error.WriteLine($"See ./signalbox {(path is RootCommand ? string.Empty : $"{Path(path)} ")}--help.");
        return (int)CommandExit.Usage;
    }

    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault(static parent => parent is not RootCommand) is { } parent ? $"{Path(parent)} {command.Name}" : command.Name;
}
