using Signalbox.Output;

namespace Signalbox.Trigger;

/// <summary>A secret as the command line gives it: itself, <c>-</c> for a line of standard input, <c>@FILE</c> for what is in a file.</summary>
internal static class SecretArgument
{
    /// <returns>The secret without white space around it, as given if it is given itself; <see langword="null"/> if there is no option.</returns>
    /// <exception cref="CommandFault">There is nothing to read, or it cannot be read.</exception>
    internal static async Task<string?> ReadAsync(string? option, Terminal terminal, CancellationToken cancellationToken)
    {
        if (option is "-")
        {
            return await terminal.In.ReadLineAsync(cancellationToken) is { } line && line.Trim() is { Length: > 0 } secret
                ? secret
                : throw new CommandFault(CommandExit.Usage, "There is no secret on standard input.");
        }

        if (option is not ['@', .. var path])
        {
            return option;
        }

        try
        {
            return (await File.ReadAllTextAsync(path, cancellationToken)).Trim() is { Length: > 0 } secret
                ? secret
                : throw new CommandFault(CommandExit.Usage, $"There is no secret in {path}: the file is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFault(CommandExit.Usage, $"The secret in {path} cannot be read: {e.Message}", e);
        }
    }
}
