using Signalbox.Hosting;

namespace Signalbox.Postgres;

/// <summary>Makes a new cluster: complete under its final name, or not there.</summary>
internal static class ClusterCreation
{
    /// <summary>The cluster's superuser, and the database's owner.</summary>
    internal const string UserName = "signalbox";

    /// <exception cref="StartupException">initdb failed; the message has what it said.</exception>
    internal static async Task CreateAsync(ClusterLocation location, PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        var unfinished = $"{location.Cluster}.new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        Directory.CreateDirectory(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        location.User.Own(unfinished);
        var result = await InitializeAsync(location, binaries, unfinished, "C.UTF-8", cancellationToken);
        if (!result.Succeeded && result.Output.Contains("invalid locale", StringComparison.Ordinal))
        {
            // Systems without C.UTF-8: the same order of letters, and case conversion for ASCII only.
            result = await InitializeAsync(location, binaries, unfinished, "C", cancellationToken);
        }

        if (!result.Succeeded)
        {
            throw new StartupException(ExitCode.Database, $"PostgreSQL's initdb failed in {unfinished}:\n{result.Output}");
        }

        Directory.Move(unfinished, location.Cluster);
    }

    private static Task<ShellCommand.Result> InitializeAsync(
        ClusterLocation location, PostgresBinaries binaries, string folder, string locale, CancellationToken cancellationToken) =>
        ShellCommand.RunAsync(
            location.User.Wrap(
                binaries.Program("initdb"), "--pgdata", folder, "--username", UserName, "--encoding", "UTF8", "--locale", locale,
                "--auth-local", "trust", "--auth-host", "reject", "--no-instructions"),
            cancellationToken);
}
