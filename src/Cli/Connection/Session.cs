using System.CommandLine;
using Signalbox.Output;

namespace Signalbox.Connection;

/// <summary>What a command works with.</summary>
/// <param name="Terminal">Where it writes.</param>
/// <param name="Settings">Which server.</param>
/// <param name="Json">Whether scripts read the results.</param>
/// <param name="Time">The clock.</param>
internal sealed record Session(Terminal Terminal, ConnectionSettings Settings, bool Json, TimeProvider Time)
{
    /// <summary>A client of the server's API, with the key.</summary>
    /// <exception cref="CommandFault">The address or the key is missing or wrong.</exception>
    internal SignalboxClient Connect() => new(Settings.Url(), Settings.ApiKey());
}

/// <summary>Makes the session of a command from its command line.</summary>
internal sealed class Sessions(GlobalOptions options, Terminal terminal, Func<string, string?> environment, TimeProvider time)
{
    /// <summary>Gives the command what it does.</summary>
    internal void Run(Command command, Func<ParseResult, Session, CancellationToken, Task<CommandExit>> run) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var session = new Session(terminal, options.Read(parsed, environment), parsed.GetValue(options.Json), time);
            return (int)await run(parsed, session, cancellationToken);
        });
}
