using Signalbox.Commands;
using Signalbox.Output;

namespace Signalbox.Tests.Unit.Cli;

/// <summary>One run of the command line, as a script sees it.</summary>
internal sealed record CommandLineRun(CommandExit Exit, string Out, string Error)
{
    internal IReadOnlyList<string> Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs it against a server, with a key; the environment is empty but for what is given.</summary>
    internal static Task<CommandLineRun> OfAsync(Uri? server, params string[] arguments) =>
        OfAsync(server is null ? [] : new() { ["SIGNALBOX_URL"] = server.ToString(), ["SIGNALBOX_API_KEY"] = "not-a-real-key" }, arguments);

    /// <summary>Runs it in an environment.</summary>
    internal static async Task<CommandLineRun> OfAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        using var bytes = new MemoryStream();
        var terminal = new Terminal { In = TextReader.Null, Out = output, Error = error, OpenOut = () => bytes };
        var exit = await SignalboxCommand.RunAsync(arguments, terminal, environment.GetValueOrDefault, TimeProvider.System);
        return new CommandLineRun((CommandExit)exit, output.ToString(), error.ToString());
    }
}
