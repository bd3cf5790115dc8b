using System.Diagnostics;
using System.Text;
using Signalbox.Hosting;

namespace Signalbox.Postgres;

/// <summary>
/// The private PostgreSQL of a data folder: created if need be, started, started again when it dies, and stopped. Whether it answers is
/// <see cref="DatabaseWatch"/>'s to find out.
/// </summary>
internal sealed partial class EmbeddedPostgres(
    ClusterLocation location, string? binFolder, DatabaseGate gate, TimeProvider time, ILogger<EmbeddedPostgres> logger) : IAsyncDisposable
{
    private const int MaxLogBytes = 16 << 20;
    private const int FruitlessStarts = 3;
    private static readonly TimeSpan PredecessorPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins to start it and returns.</summary>
    /// <param name="onFatal">Told if PostgreSQL cannot be used and trying again would not help.</param>
    internal void Start(Action<StartupException> onFatal) => _running = Task.Run(async () =>
    {
        try
        {
            await RunAsync(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped before it was up.
        }
        catch (StartupException e)
        {
            onFatal(e);
        }
        catch (Exception e)
        {
            // Whatever it is: a process that waits for a database which nobody starts any more would look alive.
            onFatal(new StartupException(ExitCode.Database, $"The embedded PostgreSQL in {location.Home} cannot be run: {e.Message}", e));
        }
    });

    /// <summary>Stops it and waits until no process of it is left. Returns at once if it does not run.</summary>
    internal async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        using var held = HoldCluster();
        SetAsideUnlinked();
        var binaries = PostgresBinaries.Find(binFolder, location.Major);
        if (!location.Exists)
        {
            LogCreating(logger, location.Cluster, binaries.Version);
            await ClusterCreation.CreateAsync(location, binaries, stopping);
        }

        if (location.Link is { } link && !Path.Exists(link))
        {
            File.CreateSymbolicLink(link, location.Cluster);
            LogElsewhere(logger, location.Cluster, link);
        }

        await ClusterSettings.WriteAsync(location, binaries, stopping);
        await RunPostmastersAsync(binaries, stopping);
    }

    private async Task RunPostmastersAsync(PostgresBinaries binaries, CancellationToken stopping)
    {
        var backoff = TimeSpan.Zero;
        var fruitless = 0;
        while (!stopping.IsCancellationRequested)
        {
            await WaitForPredecessorAsync(stopping);
            ClusterProcesses.ForgetStaleRecord(location.Cluster);
            LimitLog();
            var started = Stopwatch.GetTimestamp();
            using var postmaster = PostgresSupervisor.Start(location, binaries);
            await WatchAsync(postmaster, stopping);
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            fruitless = gate.ServerVersion is null ? fruitless + 1 : 0;
            if (fruitless == FruitlessStarts)
            {
                throw new StartupException(ExitCode.Database, $"PostgreSQL does not start (exit code {postmaster.ExitCode}). The end of {location.Log}:\n{LogTail()}");
            }

            gate.Close("the embedded PostgreSQL ended unexpectedly and is being started again");
            backoff = Stopwatch.GetElapsedTime(started) > LongestBackoff ? TimeSpan.Zero : Longer(backoff);
            LogEnded(logger, postmaster.ExitCode, backoff.TotalSeconds, location.Log);
            await Task.Delay(backoff, time, stopping);
        }
    }

    /// <summary>Waits until the postmaster has ended by itself, or ends it when this process stops.</summary>
    private async Task WatchAsync(PostgresSupervisor postmaster, CancellationToken stopping)
    {
        var exit = postmaster.WaitForExitAsync(CancellationToken.None);
        try
        {
            while (await Task.WhenAny(exit, Task.Delay(TimeSpan.FromMinutes(1), time, stopping)) != exit && !stopping.IsCancellationRequested)
            {
                LimitLog();
            }
        }
        finally
        {
            if (stopping.IsCancellationRequested)
            {
                gate.Close("Signalbox is stopping");
                await StopAsync(postmaster, exit);
            }
        }
    }

    private async Task StopAsync(PostgresSupervisor postmaster, Task exit)
    {
        postmaster.RequestStop();
        try
        {
            await exit.WaitAsync(StopPatience, time);

            // If the supervising shell was killed before, its postmaster may still be there.
            await WaitForPredecessorAsync(CancellationToken.None);
            LogStopped(logger);
        }
        catch (Exception e) when (e is TimeoutException or StartupException)
        {
            LogStillStopping(logger, StopPatience.TotalSeconds);
        }
    }

    /// <summary>
    /// Waits until the processes of an earlier run are gone: after a kill -9 of Signalbox its PostgreSQL is still shutting down, and after
    /// one of the postmaster its sessions still have the shared memory. We hold the cluster, so whatever runs in it is an orphan.
    /// </summary>
    private async Task WaitForPredecessorAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        for (var round = 0; ClusterProcesses.Find(location.Cluster) is { Count: > 0 } left; round++)
        {
            if (round == 20)
            {
                LogWaiting(logger, string.Join(", ", left), PredecessorPatience.TotalSeconds);
                ClusterProcesses.RequestShutdown(location.Cluster);
            }

            if (Stopwatch.GetElapsedTime(began) > PredecessorPatience)
            {
                throw new StartupException(ExitCode.Database, $"An earlier PostgreSQL of this data folder still runs (processes {string.Join(", ", left)}) and does not stop. See {location.Log}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    /// <summary>
    /// A cluster elsewhere without its link is what a deleted data folder left behind. Whoever deleted it expects to begin anew; whoever
    /// did so by mistake finds the cluster beside the new one.
    /// </summary>
    private void SetAsideUnlinked()
    {
        if (location is { Exists: true, Link: { } link } && !Path.Exists(link))
        {
            var aside = $"{location.Cluster}.unlinked-{time.GetUtcNow():yyyyMMddHHmmss}";
            Directory.Move(location.Cluster, aside);
            LogSetAside(logger, location.Cluster, aside);
        }
    }

    /// <summary>Two data folders may lead to one cluster, for instance when one was copied with its link.</summary>
    private FileStream HoldCluster()
    {
        try
        {
            return new FileStream(Path.Combine(location.Home, "postgres.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new StartupException(ExitCode.DataFolderHeld, $"Another Signalbox uses the database in {location.Cluster}, from another data folder.", e);
        }
    }

    /// <summary>Keeps the log bounded. It is appended to by PostgreSQL while it is cut.</summary>
    private void LimitLog()
    {
        using var log = new FileStream(location.Log, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        if (log.Length > MaxLogBytes)
        {
            log.SetLength(0);
        }
    }

    private string LogTail()
    {
        using var log = new FileStream(location.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(-Math.Min(2_048, log.Length), SeekOrigin.End);
        using var reader = new StreamReader(log, Encoding.UTF8);
        return reader.ReadToEnd().TrimEnd();
    }

    private static TimeSpan Longer(TimeSpan backoff) =>
        backoff == TimeSpan.Zero ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, LongestBackoff.Ticks));

    [LoggerMessage(1001, LogLevel.Information, "Creating the embedded database in {Cluster} with PostgreSQL {Version}; this is done once")]
    private static partial void LogCreating(ILogger logger, string cluster, string version);

    [LoggerMessage(1002, LogLevel.Information, "An earlier PostgreSQL of this data folder is still stopping (processes {Processes}); waiting for it, up to {Seconds} s")]
    private static partial void LogWaiting(ILogger logger, string processes, double seconds);

    [LoggerMessage(1003, LogLevel.Error, "The embedded PostgreSQL ended unexpectedly (exit code {Code}); starting it again in {Seconds} s. Its log is {Log}")]
    private static partial void LogEnded(ILogger logger, int code, double seconds, string log);

    [LoggerMessage(1004, LogLevel.Information, "The embedded PostgreSQL has stopped")]
    private static partial void LogStopped(ILogger logger);

    [LoggerMessage(1005, LogLevel.Warning, "The embedded PostgreSQL has not stopped within {Seconds} s; it goes on stopping by itself")]
    private static partial void LogStillStopping(ILogger logger, double seconds);

    [LoggerMessage(1006, LogLevel.Information, "The user that PostgreSQL runs as cannot get into the data folder: its files are in {Cluster}, and {Link} leads there")]
    private static partial void LogElsewhere(ILogger logger, string cluster, string link);

    [LoggerMessage(1007, LogLevel.Warning, "{Cluster} was left by a data folder that no longer exists; it is now {Aside}, and a new one is begun. Delete it if nobody needs it")]
    private static partial void LogSetAside(ILogger logger, string cluster, string aside);
}
