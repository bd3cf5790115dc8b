using System.Diagnostics;
using Npgsql;
using Signalbox.Configuration;
using Signalbox.Hosting;

namespace Signalbox.Postgres;

/// <summary>Opens the <see cref="DatabaseGate"/> when PostgreSQL answers with an up-to-date schema, and closes it when it no longer does.</summary>
internal sealed partial class DatabaseWatch(
    DatabaseSession session, NpgsqlDataSource dataSource, ConfigurationWatch configuration, DatabaseGate gate, ProcessFault fault, SignalboxSettings settings, TimeProvider time,
    ILogger<DatabaseWatch> logger) : BackgroundService
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(5);

    // The embedded server is expected to be up in a moment, and asking it costs nothing but a look at a socket.
    private static readonly TimeSpan Impatience = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ImpatientFor = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await using var connection = await ConnectAsync(stoppingToken);

                // Pooled connections of the server's earlier life are of no use.
                dataSource.Clear();
                if (!await TryLoadConfigurationAsync(stoppingToken))
                {
                    continue;
                }

                if (gate.ServerVersion is not null)
                {
                    LogBack(logger);
                }

                gate.Open(connection.ServerVersion.Split(' ')[0]);
                await WatchAsync(connection, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
        catch (StartupException e)
        {
            gate.Close(e.Message);
            fault.Report(e);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var backoff = TimeSpan.FromMilliseconds(100);
        string? told = null;
        while (true)
        {
            try
            {
                return await session.OpenAsync(cancellationToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                var problem = PostgresFaults.Describe(e);
                gate.Close($"PostgreSQL is away: {problem}");
                var isImpatient = settings.Database is null && Stopwatch.GetElapsedTime(began) < ImpatientFor;
                if (!isImpatient && problem != told)
                {
                    LogAway(logger, problem);
                    told = problem;
                }

                await Task.Delay(isImpatient ? Impatience : backoff, time, cancellationToken);
                backoff = isImpatient || backoff >= LongestBackoff ? backoff : backoff * 2;
            }
        }
    }

    /// <summary>Reads what is configured in the database: whoever waits for the gate relies on it.</summary>
    private async Task<bool> TryLoadConfigurationAsync(CancellationToken cancellationToken)
    {
        try
        {
            await configuration.LoadAllAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
        {
            var problem = PostgresFaults.Describe(e);
            gate.Close($"PostgreSQL is away: {problem}");
            LogAway(logger, problem);
            await Task.Delay(PingEvery, time, cancellationToken);
            return false;
        }
    }

    private async Task WatchAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(PingEvery, time, cancellationToken);
            try
            {
                await DatabaseSession.PingAsync(connection, cancellationToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException or InvalidOperationException)
            {
                var problem = PostgresFaults.Describe(e);
                gate.Close($"PostgreSQL is away: {problem}");
                LogLost(logger, problem);
                return;
            }
        }
    }

    [LoggerMessage(1021, LogLevel.Warning, "PostgreSQL is away; trying again until it answers: {Problem}")]
    private static partial void LogAway(ILogger logger, string problem);

    [LoggerMessage(1022, LogLevel.Error, "PostgreSQL was lost: {Problem}")]
    private static partial void LogLost(ILogger logger, string problem);

    [LoggerMessage(1023, LogLevel.Information, "PostgreSQL answers again")]
    private static partial void LogBack(ILogger logger);
}
