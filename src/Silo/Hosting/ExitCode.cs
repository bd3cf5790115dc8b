namespace Signalbox.Hosting;

/// <summary>What the process answers to whoever started it. The numbers are part of its contract.</summary>
internal enum ExitCode
{
    /// <summary>Stopped because it was asked to.</summary>
    Stopped = 0,

    /// <summary>Failed for a reason that has no number of its own; the log has it.</summary>
    Failed = 1,

    /// <summary>At least one setting is wrong; each was named.</summary>
    Settings = 2,

    /// <summary>Another process uses the data folder.</summary>
    DataFolderHeld = 3,

    /// <summary>PostgreSQL cannot be used: not installed, too old, of another version than the cluster, or with a schema that is not this program's.</summary>
    Database = 4,

    /// <summary>The address to listen on is taken or may not be used.</summary>
    Address = 5,
}
