using System.Globalization;
using Signalbox.Hosting;

namespace Signalbox.Postgres;

/// <summary>An installed PostgreSQL server.</summary>
/// <param name="Folder">Where <c>postgres</c> and <c>initdb</c> are.</param>
/// <param name="Version">Its version as it says it, for example <c>15.18</c>.</param>
internal sealed record PostgresBinaries(string Folder, string Version)
{
    /// <summary>The oldest major version that the schema and the statements work on.</summary>
    internal const int OldestMajor = 15;

    internal int Major => MajorOf(Version);

    internal string Program(string name) => Path.Combine(Folder, name);

    /// <summary>Finds the newest installed server, or the one that an existing cluster needs.</summary>
    /// <param name="preset">The only folder to look in; <see langword="null"/> for the usual ones.</param>
    /// <param name="clusterMajor">The major version of the existing cluster; <see langword="null"/> if there is none yet.</param>
    /// <exception cref="StartupException">There is none that fits. The message says what to install.</exception>
    internal static PostgresBinaries Find(string? preset, int? clusterMajor)
    {
        var found = (preset is null ? UsualFolders() : [preset]).Select(TryRead).OfType<PostgresBinaries>().ToList();
        if (found.Count == 0 && preset is null && TryReadConfigured() is { } configured)
        {
            found.Add(configured);
        }

        var fitting = found.Where(b => clusterMajor is null ? b.Major >= OldestMajor : b.Major == clusterMajor);
        return fitting.OrderByDescending(static b => b.Major).ThenByDescending(static b => b.Version, StringComparer.Ordinal).FirstOrDefault()
            ?? throw new StartupException(ExitCode.Database, Describe(found, clusterMajor));
    }

    /// <summary>The first number in a version: 15 of <c>15.18</c>, 17 of <c>17beta2</c>.</summary>
    internal static int MajorOf(string version) =>
        int.TryParse(string.Concat(version.TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture, out var major) ? major : 0;

    private static IEnumerable<string> UsualFolders()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':', StringSplitOptions.RemoveEmptyEntries);
        return path.Concat(Folders("/usr/lib/postgresql", "*")).Concat(Folders("/usr", "pgsql-*")).Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Folders(string parent, string pattern) =>
        Directory.Exists(parent) ? Directory.EnumerateDirectories(parent, pattern).Select(static folder => Path.Combine(folder, "bin")) : [];

    /// <summary>Asked last: on Debian, pg_config is a script that takes as long as everything else.</summary>
    private static PostgresBinaries? TryReadConfigured()
    {
        try
        {
            return ShellCommand.Run("pg_config", "--bindir") is { Succeeded: true, Output: var folder } ? TryRead(folder) : null;
        }
        catch (StartupException)
        {
            // There is no such program.
            return null;
        }
    }

    private static PostgresBinaries? TryRead(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "postgres")) || !File.Exists(Path.Combine(folder, "initdb")))
        {
            return null;
        }

        // postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
        const string Before = "(PostgreSQL) ";
        var answer = ShellCommand.Run(Path.Combine(folder, "postgres"), "--version");
        var at = answer.Output.IndexOf(Before, StringComparison.Ordinal);
        return answer.Succeeded && at >= 0 ? new PostgresBinaries(folder, answer.Output[(at + Before.Length)..].Split(' ', '\n')[0]) : null;
    }

    private static string Describe(List<PostgresBinaries> found, int? clusterMajor)
    {
        var installed = found.Count == 0 ? "no PostgreSQL server was found" : $"found: {string.Join(", ", found.Select(static b => $"{b.Version} in {b.Folder}"))}";
        return clusterMajor is { } major
            ? $"""
                The data folder's database was made by PostgreSQL {major}, and only PostgreSQL {major} can open it ({installed}).
                Install it (Debian, Ubuntu: apt-get install postgresql-{major}), say where it is (SIGNALBOX_POSTGRES_BIN), or carry the data over with pg_upgrade or pg_dump.
                """
            : $"""
                The embedded database needs the server programs of PostgreSQL {OldestMajor} or newer ({installed}).
                Install them (Debian, Ubuntu: apt-get install postgresql), say where they are (SIGNALBOX_POSTGRES_BIN),
                or use a server of yours (ConnectionStrings__Signalbox="Host=…;Database=…;Username=…;Password=…").
                """;
    }
}
