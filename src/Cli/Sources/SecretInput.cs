using Signalbox.Output;

namespace Signalbox.Sources;

/// <summary>Secrets for a command: from a file or standard input, never from an argument, which would stay in the shell's history and be seen by others in the list of processes.</summary>
internal static class SecretInput
{
    /// <summary>For the help.</summary>
    internal const string Forms = "'-' reads a line of standard input, '@FILE' a file";

    private const int LongestFile = 64 << 10;

    /// <summary>Reads a secret.</summary>
    /// <param name="terminal">Where standard input is.</param>
    /// <param name="option">The option's name, for faults.</param>
    /// <param name="value">What was given: <c>-</c> or <c>@FILE</c>.</param>
    /// <exception cref="CommandFault">It is neither, or there is nothing. What was given is not quoted: it may be the secret.</exception>
    internal static string Read(Terminal terminal, string option, string value)
    {
        var secret = value switch
        {
            "-" => terminal.In.ReadLine(),
            ['@', .. { Length: > 0 } path] => ReadFile(option, path),
            _ => throw new CommandFault(CommandExit.Usage, $"{option} takes no secret itself, which would stay in the history of the shell: {Forms}."),
        };
        return secret?.Trim() is { Length: > 0 } found ? found : throw new CommandFault(CommandExit.Usage, $"{option}: there is nothing to read.");
    }

    private static string ReadFile(string option, string path)
    {
        try
        {
            return new FileInfo(path).Length <= LongestFile ? File.ReadAllText(path) : throw new CommandFault(CommandExit.Usage, $"{option}: {Printable.Of(path)} is too large for a secret.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFault(CommandExit.Usage, $"{option}: {Printable.Of(e.Message)}", e);
        }
    }
}
