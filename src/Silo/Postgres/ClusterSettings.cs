namespace Signalbox.Postgres;

/// <summary>
/// The cluster's <c>postgresql.conf</c>: a store for webhooks on a small machine, durable. Written anew when this text or the server's
/// version changes; what a person sets with <c>ALTER SYSTEM</c> is kept in a file of its own and wins.
/// </summary>
internal static class ClusterSettings
{
    private const string Text = """
        # Written by Signalbox, and overwritten by it. For settings of your own use ALTER SYSTEM.

        # Only by the Unix socket, whose folder only its owner can enter (given at start).
        listen_addresses = ''
        max_connections = 100

        # An acknowledged webhook is on disk.
        fsync = on
        synchronous_commit = on
        full_page_writes = on

        shared_buffers = 256MB
        effective_cache_size = 1GB
        random_page_cost = 1.1

        # Few checkpoints: after each of them, the first change of a page writes the whole page to the log.
        max_wal_size = 4GB
        min_wal_size = 256MB
        checkpoint_timeout = 15min
        checkpoint_completion_target = 0.9

        # Statements here are short: compiling one takes longer than running it.
        jit = off

        # Tables with hot rows say themselves how eagerly they are vacuumed; this is how often anybody looks.
        autovacuum_naptime = 15s

        timezone = 'UTC'
        lc_messages = 'C'
        datestyle = 'iso, ymd'
        default_text_search_config = 'pg_catalog.simple'

        # To standard error, which goes to postgres.log. Never the parameters of a statement: they are customers' data.
        log_timezone = 'UTC'
        log_line_prefix = '%m [%p] '
        log_checkpoints = off
        log_parameter_max_length_on_error = 0
        log_error_verbosity = terse
        """;

    internal static async Task WriteAsync(ClusterLocation location, PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        var path = Path.Combine(location.Cluster, "postgresql.conf");
        var heading = $"# PostgreSQL {binaries.Version} in {binaries.Folder}\n{Text}\n";
        var existing = File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : string.Empty;
        if (existing.StartsWith(heading, StringComparison.Ordinal))
        {
            return;
        }

        var compression = await HasLz4Async(location, binaries, cancellationToken) ? "lz4" : "on";
        var unfinished = $"{path}.new";
        await File.WriteAllTextAsync(unfinished, $"{heading}\nwal_compression = {compression}\n", cancellationToken);
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Asks the server itself: a build without lz4 refuses the value.</summary>
    private static async Task<bool> HasLz4Async(ClusterLocation location, PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        var answer = await ShellCommand.RunAsync(
            location.User.Wrap(binaries.Program("postgres"), "-D", location.Cluster, "-c", "wal_compression=lz4", "-C", "wal_compression"), cancellationToken);
        return answer.Succeeded;
    }
}
