namespace Signalbox.Output;

/// <summary>Ends the command: the message goes to standard error and says what to do, the code to the shell.</summary>
internal sealed class CommandFault(CommandExit exit, string message, Exception? cause = null) : Exception(message, cause)
{
    internal CommandExit Exit { get; } = exit;
}
