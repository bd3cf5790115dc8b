using System.Diagnostics;

namespace Signalbox.Postgres;

/// <summary>
/// One run of the postmaster, under a shell that ends it when this process ends, however that happens: the shell reads from a pipe whose
/// other end is here, and the kernel closes it for us if nobody else does.
/// </summary>
internal sealed class PostgresSupervisor : IDisposable
{
    // setsid (below) takes all of this out of the terminal's process group, so that Ctrl-C reaches Signalbox only: PostgreSQL must
    // outlive whoever still writes to it. The postmaster itself does not get the pipe.
    private const string Script = """
        exec 3<&0 </dev/null
        "$@" 3<&- &
        postmaster=$!
        ( while read -r _ <&3; do :; done; kill -INT "$postmaster" ) &
        watcher=$!
        exec 3<&-
        wait "$postmaster"
        code=$?
        kill "$watcher" 2>/dev/null
        exit "$code"
        """;

    // The log is opened before root's rights are dropped: it is in the data folder, where PostgreSQL's user may not write.
    private const string LogScript = """
        exec >>"$1" 2>&1
        shift
        exec "$@"
        """;

    private readonly Process _shell;

    private PostgresSupervisor(Process shell) => _shell = shell;

    /// <summary>The postmaster's exit code, once it has ended.</summary>
    internal int ExitCode => _shell.ExitCode;

    internal static PostgresSupervisor Start(ClusterLocation location, PostgresBinaries binaries)
    {
        string[] postgres =
        [
            binaries.Program("postgres"), "-D", location.Cluster, "-c", $"unix_socket_directories={Quote(location.Sockets)}", "-c", "unix_socket_permissions=0700", "-c", "port=5432",
        ];
        var start = ShellCommand.Prepare(["sh", "-c", LogScript, "sh", location.Log, "setsid", .. location.User.Wrap(["sh", "-c", Script, "sh", .. postgres])]);
        start.RedirectStandardInput = true;
        return new PostgresSupervisor(Process.Start(start)!);
    }

    internal Task WaitForExitAsync(CancellationToken cancellationToken) => _shell.WaitForExitAsync(cancellationToken);

    /// <summary>Asks for a fast shutdown, as the end of this process would.</summary>
    internal void RequestStop() => _shell.StandardInput.Close();

    /// <inheritdoc/>
    public void Dispose() => _shell.Dispose();

    /// <summary>The setting is a list: a comma in a folder's name must not end it.</summary>
    private static string Quote(string folder) => $"\"{folder.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
