using System.CommandLine;
using System.CommandLine.Help;
using Signalbox.Backfills;
using Signalbox.Calls;
using Signalbox.Care;
using Signalbox.Connection;
using Signalbox.Deliveries;
using Signalbox.Destinations;
using Signalbox.Diagnosis;
using Signalbox.Events;
using Signalbox.Keys;
using Signalbox.Listen;
using Signalbox.Output;
using Signalbox.People;
using Signalbox.Projections;
using Signalbox.Publishing;
using Signalbox.Rebuilds;
using Signalbox.Replays;
using Signalbox.Storage;
using Signalbox.Sources;
using Signalbox.Streams;
using Signalbox.Trigger;

namespace Signalbox.Commands;

/// <summary>The command line as a whole.</summary>
internal static class SignalboxCommand
{
    private const string Name = "./signalbox";

    private const string Description = """
        Looks at a Signalbox server, cares for it, and sends it events.

        Exit codes: 0 done, 1 something failed or was not accepted, 2 the command line is wrong, 3 no server answers,
        4 the API key or webhook secret is missing or wrong, 5 not found, 130 stopped by Ctrl-C.

        On a terminal results are tables; elsewhere lines with tabs between the values, or JSON with --json.
        Progress and faults go to standard error. NO_COLOR turns colours off.
        """;

    // '@FILE' names a file that a secret is in; the parser would put the file's content in the place of the argument.
    private static readonly ParserConfiguration AsTheyAre = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs one command line to its end.</summary>
    /// <param name="arguments">The arguments, without the program's name.</param>
    /// <param name="terminal">Where to read and write.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The exit code, one of <see cref="CommandExit"/>.</returns>
    internal static async Task<int> RunAsync(string[] arguments, Terminal terminal, Func<string, string?> environment, TimeProvider time)
    {
        var parsed = Create(terminal, environment, time).Parse(arguments, AsTheyAre);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
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

    // Not a RootCommand, which is called after the assembly; people call the script.
    private static Command Create(Terminal terminal, Func<string, string?> environment, TimeProvider time)
    {
        var options = new GlobalOptions();
        var sessions = new Sessions(options, terminal, environment, time);
        return new Command(Name, Description)
        {
            new HelpOption(),
            new VersionOption(),
            options.Url,
            options.ApiKey,
            options.Data,
            options.Json,
            TriggerCommand.Create(sessions),
            EventsCommand.Create(sessions),
            EventCommand.Create(sessions),
            ListenCommand.Create(sessions),
            StreamCommand.Create(sessions),
            StreamsCommand.Create(sessions),
            DeadLettersCommand.Create(sessions),
            GetCommand.Create(sessions),
            PersonCommand.Create(sessions),
            BackfillCommand.Create(sessions),
            RebuildCommand.Create(sessions),
            ReplayCommand.Create(sessions),
            ReplaysCommand.Create(sessions),
            StorageCommand.Create(sessions),
            ProvidersCommand.Create(sessions),
            SourcesCommand.Create(sessions),
            DestinationsCommand.Create(sessions),
            DeliveriesCommand.Create(sessions),
            RecoverCommand.Create(sessions),
            PublishCommand.Create(sessions),
            VerifyCommand.Create(sessions),
            KeysCommand.Create(sessions),
        };
    }

    private static int WriteErrors(ParseResult parsed, Terminal terminal)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            // All other complaints come from this one.
            var known = command.Subcommands.Count > 0 ? $" There are: {string.Join(", ", command.Subcommands.Select(static one => one.Name))}." : string.Empty;
            terminal.Error.WriteLine($"'{Printable.Of(unknown)}' is not known to {Path(command)}.{known}");
        }
        else
        {
            foreach (var message in parsed.Errors.Select(static error => InPlainWords(error.Message)).Distinct())
            {
                terminal.Error.WriteLine(message);
            }
        }

        terminal.Error.WriteLine($"See {Path(command)} --help.");
        return (int)CommandExit.Usage;
    }

    // The parser names the types of the runtime.
    private static string InPlainWords(string message)
    {
        const string Expected = " as expected type '";
        var at = message.IndexOf(Expected, StringComparison.Ordinal);
        return at < 0 ? message : message[(at + Expected.Length)..] switch
        {
            var type when type.Contains(nameof(Double), StringComparison.Ordinal) => $"{message[..at]} as a number.",
            var type when type.Contains(nameof(DateTimeOffset), StringComparison.Ordinal) => $"{message[..at]} as a time, such as 2026-01-31T12:00:00Z.",
            _ => $"{message[..at]} as a whole number.",
        };
    }

    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : command.Name;
}
