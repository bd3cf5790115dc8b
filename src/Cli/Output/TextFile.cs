namespace Signalbox.Output;

/// <summary>What a command takes from a file.</summary>
internal static class TextFile
{
    /// <summary>Reads a value: itself, <c>@FILE</c>, or <c>-</c> for standard input.</summary>
    /// <param name="terminal">Where standard input is.</param>
    /// <param name="option">The option's name, for faults.</param>
    /// <param name="value">What was given.</param>
    /// <param name="maxBytes">The largest file.</param>
    /// <exception cref="CommandFault">The file cannot be read, or is too large.</exception>
    internal static string Read(Terminal terminal, string option, string value, int maxBytes)
    {
        if (value == "-")
        {
            return terminal.In.ReadToEnd();
        }

        if (value is not ['@', .. { Length: > 0 } path])
        {
            return value;
        }

        try
        {
            return new FileInfo(path).Length <= maxBytes ? File.ReadAllText(path) : throw new CommandFault(CommandExit.Usage, $"{option}: {Printable.Of(path)} is larger than {maxBytes} bytes.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFault(CommandExit.Usage, $"{option}: {Printable.Of(e.Message)}", e);
        }
    }
}
