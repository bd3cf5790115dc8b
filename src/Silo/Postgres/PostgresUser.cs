using System.Globalization;
using Signalbox.Hosting;

namespace Signalbox.Postgres;

/// <summary>Whom PostgreSQL runs as. It refuses to run as root, so root's PostgreSQL runs as somebody else.</summary>
/// <param name="Uid">The user's number; <see langword="null"/> for whoever runs this process.</param>
/// <param name="Gid">The number of the user's group.</param>
internal sealed record PostgresUser(int? Uid, int Gid)
{
    private static readonly PostgresUser Self = new(null, 0);

    /// <summary>Chooses the user: an existing cluster's owner, else <c>postgres</c>, else <c>nobody</c>; without root's rights oneself.</summary>
    /// <param name="cluster">An existing cluster, or <see langword="null"/>.</param>
    internal static PostgresUser Choose(string? cluster)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return Self;
        }

        return (cluster is null ? null : OwnerOf(cluster)) ?? Named("postgres") ?? Named("nobody")
            ?? throw new StartupException(ExitCode.Database, "Root cannot run PostgreSQL, and there is no user 'postgres' or 'nobody' to run it as. Create one, or run Signalbox as another user.");
    }

    /// <summary>The command that runs a command as this user.</summary>
    internal IEnumerable<string> Wrap(params IEnumerable<string> command) =>
        Uid is { } uid ? ["setpriv", $"--reuid={uid}", $"--regid={Gid}", "--clear-groups", "--", .. command] : command;

    /// <summary>Gives a folder to this user. Without root's rights it is ours anyway.</summary>
    internal void Own(string folder)
    {
        if (Uid is { } uid && ShellCommand.Run("chown", "-R", $"{uid}:{Gid}", folder) is { Succeeded: false, Output: var fault })
        {
            throw new StartupException(ExitCode.Database, $"{folder} cannot be given to the user that PostgreSQL runs as: {fault}");
        }
    }

    /// <summary>Whether this user can pass through the folder.</summary>
    internal bool CanTraverse(string folder) => Uid is null || ShellCommand.Run(Wrap("test", "-x", folder)).Succeeded;

    /// <summary>Whether the folder is this user's.</summary>
    internal bool Owns(string folder) => Uid is null ? ShellCommand.Run("test", "-O", folder).Succeeded : OwnerOf(folder) == this;

    private static PostgresUser? OwnerOf(string folder)
    {
        var answer = ShellCommand.Run("stat", "-L", "-c", "%u:%g", folder);
        return answer.Succeeded ? Parse(answer.Output.Split(':')) : null;
    }

    private static PostgresUser? Named(string name)
    {
        var line = File.ReadLines("/etc/passwd").FirstOrDefault(l => l.StartsWith($"{name}:", StringComparison.Ordinal));
        return line is null ? null : Parse(line.Split(':')[2..4]);
    }

    private static PostgresUser? Parse(string[] ids) =>
        int.Parse(ids[0], CultureInfo.InvariantCulture) is var uid and not 0 ? new PostgresUser(uid, int.Parse(ids[1], CultureInfo.InvariantCulture)) : null;
}
