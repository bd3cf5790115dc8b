using System.Security.Cryptography;
using System.Text;
using Signalbox.Hosting;

namespace Signalbox.Postgres;

/// <summary>Where the embedded PostgreSQL's files are, and whose.</summary>
/// <param name="Home">The folder that holds the cluster: the data folder, or one below <c>/var/lib/signalbox</c>.</param>
/// <param name="Sockets">The folder of its Unix socket. Only its owner (and root) gets in, which is all the authentication there is.</param>
/// <param name="Log">PostgreSQL's log.</param>
/// <param name="User">Whom it runs as.</param>
internal sealed record ClusterLocation(string Home, string Sockets, string Log, PostgresUser User)
{
    private const string SystemHome = "/var/lib/signalbox";

    // The kernel allows 107 bytes for the path of a socket; PostgreSQL appends "/.s.PGSQL.5432.lock".
    private const int MaxSocketFolderBytes = 86;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The cluster ("data directory") itself.</summary>
    internal string Cluster => Path.Combine(Home, "postgres");

    /// <summary>
    /// The link in the data folder that leads to the cluster, if the cluster is not in the data folder itself because PostgreSQL's user
    /// could not get there; otherwise <see langword="null"/>.
    /// </summary>
    internal string? Link { get; private init; }

    /// <summary>Whether it was created completely.</summary>
    internal bool Exists => File.Exists(VersionFile);

    /// <summary>The major version of PostgreSQL that created it, or <see langword="null"/> if it does not exist.</summary>
    internal int? Major => Exists ? PostgresBinaries.MajorOf(File.ReadAllText(VersionFile)) : null;

    private string VersionFile => Path.Combine(Cluster, "PG_VERSION");

    /// <summary>Decides on the place and makes its folders. The same data folder leads to the same place.</summary>
    /// <exception cref="StartupException">The existing cluster cannot be reached.</exception>
    internal static ClusterLocation Resolve(DataFolder folder)
    {
        var link = new DirectoryInfo(folder.Cluster);
        var target = link.LinkTarget is null ? null : link.ResolveLinkTarget(returnFinalTarget: true);
        if (target is { Exists: false })
        {
            throw new StartupException(ExitCode.Database, $"""
                {folder.Cluster} is a link to {target.FullName}, which does not exist.
                Restore that folder, or delete the link to begin with an empty database.
                """);
        }

        var user = PostgresUser.Choose(link.Exists ? folder.Cluster : null);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder.Root)))[..16];
        var home = target is not null ? Path.GetDirectoryName(target.FullName)! : HomeOf(folder, link, user, hash);
        return new ClusterLocation(home, MakeSocketFolder(home, hash, user), folder.PostgresLog, user) { Link = home == folder.Root ? null : folder.Cluster };
    }

    private static string HomeOf(DataFolder folder, DirectoryInfo cluster, PostgresUser user, string hash)
    {
        if (user.CanTraverse(folder.Root))
        {
            return folder.Root;
        }

        if (cluster.Exists)
        {
            throw new StartupException(ExitCode.Database, $"""
                The user that owns the database in {cluster.FullName} (number {user.Uid}) cannot pass through the folders above it.
                Let it pass (chmod o+x on each of them), or run Signalbox as that user.
                """);
        }

        var home = Path.Combine(SystemHome, hash);
        Directory.CreateDirectory(SystemHome, Passable | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Directory.CreateDirectory(home, Passable);
        return home;
    }

    private static string MakeSocketFolder(string home, string hash, PostgresUser user)
    {
        var folder = Path.Combine(home, "socket");
        if (Encoding.UTF8.GetByteCount(folder) > MaxSocketFolderBytes)
        {
            folder = Path.Combine(Path.GetTempPath(), $"signalbox-{hash}");
        }

        Directory.CreateDirectory(folder, OwnerOnly);
        if (!user.Owns(folder))
        {
            // Root may take it over; anybody else who finds it in the temporary folder was preceded by a stranger.
            user.Own(folder);
            if (!user.Owns(folder))
            {
                throw new StartupException(ExitCode.Database, $"{folder} belongs to somebody else. Remove it: it must not be shared.");
            }
        }

        File.SetUnixFileMode(folder, OwnerOnly);
        return folder;
    }
}
