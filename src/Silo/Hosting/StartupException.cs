namespace Signalbox.Hosting;

/// <summary>The process cannot start, for a reason that a person can mend. The message says which and how; nobody needs a stack trace.</summary>
internal class StartupException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    internal ExitCode Code { get; } = code;
}
