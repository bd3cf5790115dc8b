using Npgsql;
using Signalbox.Postgres;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Access;

/// <summary>
/// Asks every two seconds which of the tokens that this process's feeds were opened with are still valid, all in one statement, while there are any.
/// Safe for any number of callers at once.
/// </summary>
internal sealed partial class ReadTokenWatch(NpgsqlDataSource dataSource, TimeProvider time, ILogger<ReadTokenWatch> logger) : BackgroundService
{
    internal const string ValidSql = "SELECT id FROM read_tokens WHERE id = ANY ($1) AND expires_at > now()";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly HashSet<Watched> _watched = [];

    /// <summary>Watches over a token.</summary>
    internal ITokenWatch Begin(ReadToken token)
    {
        var watched = new Watched(this, token);
        lock (_lock)
        {
            _watched.Add(watched);
        }

        return watched;
    }

    /// <summary>A token was revoked by this process.</summary>
    internal void End(string id)
    {
        foreach (var watched in All().Where(w => w.Token.Id == id))
        {
            watched.End();
        }
    }

    /// <summary>Looks once.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var watched = All();

        // By this process's clock as well: a database that is away must not keep a feed open.
        var now = time.GetUtcNow();
        foreach (var one in watched.Where(w => w.Token.ExpiresAt <= now))
        {
            one.End();
        }

        if (watched.Count > 0)
        {
            await using var command = dataSource.CreateRead(ValidSql, Texts([.. watched.Select(static w => w.Token.Id).Distinct()]));
            var valid = (await command.ReadAllAsync(static row => row.GetString(0), cancellationToken)).ToHashSet(StringComparer.Ordinal);
            foreach (var one in watched.Where(w => !valid.Contains(w.Token.Id)))
            {
                one.End();
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(LookEvery, time, stoppingToken);
                await LookOrTellAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops, and with it every feed.
        }
    }

    private async Task LookOrTellAsync(CancellationToken stoppingToken)
    {
        try
        {
            await LookAsync(stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(logger, PostgresFaults.Describe(e));
        }
    }

    private List<Watched> All()
    {
        lock (_lock)
        {
            return [.. _watched];
        }
    }

    [LoggerMessage(7103, LogLevel.Warning, "Whether read tokens are still valid could not be looked up; their feeds go on until that succeeds or they expire: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);

    private sealed class Watched(ReadTokenWatch watch, ReadToken token) : ITokenWatch
    {
        private readonly CancellationTokenSource _ended = new();

        public CancellationToken Ended => _ended.Token;

        internal ReadToken Token => token;

        public void Dispose()
        {
            lock (watch._lock)
            {
                watch._watched.Remove(this);
            }
        }

        internal void End() => _ended.Cancel();
    }
}
