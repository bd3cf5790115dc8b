namespace Signalbox.Output;

/// <summary>What a command answers to whoever started it. The numbers are part of its contract; <c>--help</c> lists them.</summary>
internal enum CommandExit
{
    /// <summary>Everything that was asked for was done.</summary>
    Ok = 0,

    /// <summary>Something failed, or was not accepted; what, is on standard error.</summary>
    Failed = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>No server answers.</summary>
    Unreachable = 3,

    /// <summary>The API key or the webhook secret is missing or wrong.</summary>
    Unauthorized = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>Stopped by Ctrl-C or SIGTERM before it was done; as shells have it, 128 and the signal's number.</summary>
    Interrupted = 130,
}
