using System.Globalization;

namespace Signalbox.Hosting;

/// <summary>The process's own folder. Held by one process at a time, for as long as this object lives.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Root = path;
        _lock = held;
    }

    /// <summary>Absolute path, without symbolic links.</summary>
    internal string Root { get; }

    /// <summary>Where the generated API key is.</summary>
    internal string ApiKeyFile => Path.Combine(Root, "api-key");

    /// <summary>Where the development webhook secret is.</summary>
    internal string DevelopmentSecretFile => Path.Combine(Root, "webhook-secret");

    /// <summary>Where the generated master keys are.</summary>
    internal string MasterKeyFile => Path.Combine(Root, "master-key");

    /// <summary>The embedded PostgreSQL's cluster, or a symbolic link to it.</summary>
    internal string Cluster => Path.Combine(Root, "postgres");

    /// <summary>The embedded PostgreSQL's log.</summary>
    internal string PostgresLog => Path.Combine(Root, "postgres.log");

    /// <summary>Creates the folder if need be, and takes it for this process.</summary>
    /// <exception cref="StartupException">Another process has it, or it cannot be written.</exception>
    internal static DataFolder Open(string path)
    {
        try
        {
            // Root's PostgreSQL runs as another user, who must be able to pass through; the secrets in it have a mode of their own.
            var passable = Environment.IsPrivilegedProcess ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None;
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | passable);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(ExitCode.Failed, $"The data folder {path} cannot be created: {e.Message}", e);
        }

        path = RealPath(path);
        return new DataFolder(path, Hold(path));
    }

    /// <summary>The path as a person in the current folder would write it.</summary>
    internal static string Display(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(PidFile(Root));
        _lock.Dispose();
    }

    /// <summary>An advisory lock (flock): it ends with the process, however that ends, and no child inherits it.</summary>
    private static FileStream Hold(string path)
    {
        try
        {
            var held = new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

            // Apart from the lock itself, which others cannot open.
            File.WriteAllText(PidFile(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return held;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartupException(ExitCode.Failed, $"The data folder {path} cannot be used: {e.Message} It belongs to another user, or is read-only.", e);
        }
        catch (IOException e)
        {
            throw new StartupException(ExitCode.DataFolderHeld, $"""
                Signalbox runs already on the data folder {path}{DescribeHolder(path)}.
                Stop it first, or start this one beside it with a folder and a port of its own:
                  SIGNALBOX_DATA=./.signalbox-2 ASPNETCORE_URLS=http://127.0.0.1:8081 ./run
                """, e);
        }
    }

    /// <summary>The path without symbolic links, as the kernel shows the working directory of a process.</summary>
    private static string RealPath(string path)
    {
        var parent = Path.GetDirectoryName(path);
        if (parent is null)
        {
            return path;
        }

        var real = Path.Combine(RealPath(parent), Path.GetFileName(path));
        return new DirectoryInfo(real).LinkTarget is { } target ? RealPath(Path.GetFullPath(target, Path.GetDirectoryName(real)!)) : real;
    }

    private static string DescribeHolder(string path)
    {
        try
        {
            return $" (process {File.ReadAllText(PidFile(path))})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private static string PidFile(string path) => Path.Combine(path, "pid");
}
