using System.Globalization;

namespace Signalbox.Postgres;

/// <summary>
/// The processes of a cluster, found by their working directory: each process of PostgreSQL works in its cluster. Unlike the number in
/// <c>postmaster.pid</c>, that cannot be mistaken for a stranger who got the number later.
/// </summary>
internal static class ClusterProcesses
{
    /// <summary>The ids of all that run, in no order. Those of other users are seen by root only.</summary>
    internal static List<int> Find(string cluster)
    {
        var found = new List<int>();
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out var id) && WorkingDirectory(process) == cluster)
            {
                found.Add(id);
            }
        }

        return found;
    }

    /// <summary>The id in <c>postmaster.pid</c>, whoever has it now; <see langword="null"/> if there is no such file.</summary>
    internal static int? RecordedPostmaster(string cluster)
    {
        try
        {
            var first = File.ReadLines(PidFile(cluster)).FirstOrDefault();
            return int.TryParse(first, CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Deletes a <c>postmaster.pid</c> whose number meanwhile belongs to a stranger, as happens in containers: PostgreSQL would take
    /// the stranger for itself. Only when no process of the cluster runs.
    /// </summary>
    internal static void ForgetStaleRecord(string cluster)
    {
        if (RecordedPostmaster(cluster) is { } id && Directory.Exists($"/proc/{id}"))
        {
            File.Delete(PidFile(cluster));
        }
    }

    /// <summary>Asks the postmaster for a fast shutdown: sessions are ended, transactions rolled back, everything written.</summary>
    internal static void RequestShutdown(string cluster)
    {
        if (RecordedPostmaster(cluster) is { } id && WorkingDirectory($"/proc/{id}") == cluster)
        {
            ShellCommand.Run("sh", "-c", "kill -INT \"$1\"", "sh", id.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string PidFile(string cluster) => Path.Combine(cluster, "postmaster.pid");

    private static string? WorkingDirectory(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
