using System.Globalization;
using Npgsql;

namespace Signalbox.Postgres;

/// <summary>
/// Wakes parts of the other processes on the same database, by PostgreSQL's NOTIFY. A wake is a hint that makes things faster: it is sent after the
/// commit that it is about, on a connection of its own, at most every 20 ms, and it may be lost. So whoever listens looks now and then by itself as
/// well. Safe for any number of callers at once; sending never blocks.
/// </summary>
internal sealed partial class ProcessWakes(HotConnections connections, DatabaseGate database, TimeProvider time, ILogger<ProcessWakes> logger) : BackgroundService
{
    /// <summary>Something entered the outbox.</summary>
    internal const string Outbox = "outbox";

    /// <summary>Deliveries were made to the destinations of these numbers: concerns whoever has their leases.</summary>
    internal const string Deliveries = "deliveries";

    /// <summary>Somebody asked for deliveries of the destinations of these numbers, whoever has their leases.</summary>
    internal const string AskedDeliveries = "asked_deliveries";

    internal const string ListenSql = "LISTEN signalbox_wakes";
    internal const string NotifySql = "SELECT pg_notify('signalbox_wakes', $1)";

    // PostgreSQL takes 8,000 bytes: https://www.postgresql.org/docs/current/sql-notify.html. More numbers than this are sent as none, which is all.
    private const int MostNumbers = 600;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<int>> _pending = new(StringComparer.Ordinal);
    private readonly List<(string Topic, Action<IReadOnlyList<int>> Woken)> _listeners = [];
    private readonly SemaphoreSlim _some = new(0);
    private readonly SemaphoreSlim _listened = new(0);
    private volatile int _sender;

    /// <summary>Wakes those that listen to a topic in other processes.</summary>
    /// <param name="topic">What it is about; holds no space.</param>
    /// <param name="numbers">Of what; none: of anything.</param>
    internal void Send(string topic, params IReadOnlyCollection<int> numbers)
    {
        lock (_lock)
        {
            var wasIdle = _pending.Count == 0;
            if (!_pending.TryGetValue(topic, out var pending))
            {
                _pending[topic] = [.. numbers];
            }
            else if (pending.Count > 0)
            {
                // A set without numbers stands for all already.
                pending.UnionWith(numbers);
                if (numbers.Count == 0)
                {
                    pending.Clear();
                }
            }

            if (wasIdle)
            {
                _some.Release();
            }
        }
    }

    /// <summary>Is woken by other processes, on any thread, one wake at a time; also after a time in which wakes may have been lost. Must not block.</summary>
    /// <param name="topic">What about.</param>
    /// <param name="woken">Takes the numbers; none: of anything.</param>
    /// <returns>Ends it.</returns>
    internal IDisposable Listen(string topic, Action<IReadOnlyList<int>> woken)
    {
        var listener = (topic, woken);
        lock (_lock)
        {
            _listeners.Add(listener);
            if (_listeners.Count == 1)
            {
                _listened.Release();
            }
        }

        return new Ending(() =>
        {
            lock (_lock)
            {
                _listeners.Remove(listener);
            }
        });
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _some.Dispose();
        _listened.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(
                RepeatAsync(_some, () => _pending.Count > 0, SendAllAsync, stoppingToken),
                RepeatAsync(_listened, () => _listeners.Count > 0, HearAllAsync, stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops; the others look by themselves.
        }
    }

    /// <summary>Opens a connection when there is something to do, and again when it breaks.</summary>
    private async Task RepeatAsync(SemaphoreSlim begun, Func<bool> hasWork_NeedsLock, Func<NpgsqlConnection, CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        while (true)
        {
            await database.WaitUntilReadyAsync(stoppingToken);
            if (!IsTrue(hasWork_NeedsLock))
            {
                await begun.WaitAsync(stoppingToken);
            }

            try
            {
                await using var connection = await Task.Run(() => connections.Open(HotConnections.WakeSettings), stoppingToken);
                await work(connection, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, PostgresFaults.Describe(e));
                await Task.Delay(RetryAfter, time, stoppingToken);
            }
        }
    }

    private bool IsTrue(Func<bool> needsLock)
    {
        lock (_lock)
        {
            return needsLock();
        }
    }

    private async Task SendAllAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        _sender = connection.ProcessID;
        await using var notify = new NpgsqlCommand(NotifySql, connection) { Parameters = { new NpgsqlParameter<string>() } };
        var payload = (NpgsqlParameter<string>)notify.Parameters[0];
        while (true)
        {
            foreach (var (topic, numbers) in TakePending())
            {
                payload.TypedValue = numbers.Count is 0 or > MostNumbers ? topic : $"{topic} {string.Join(',', numbers)}";
                await notify.ExecuteNonQueryAsync(stoppingToken);
            }

            await Task.Delay(Rest, time, stoppingToken);
            await _some.WaitAsync(stoppingToken);
        }
    }

    private List<(string Topic, HashSet<int> Numbers)> TakePending()
    {
        lock (_lock)
        {
            List<(string, HashSet<int>)> taken = [.. _pending.Select(static p => (p.Key, p.Value))];
            _pending.Clear();
            return taken;
        }
    }

    private async Task HearAllAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        connection.Notification += (_, wake) => Hear(wake);
        await using var listen = new NpgsqlCommand(ListenSql, connection);
        await listen.ExecuteNonQueryAsync(stoppingToken);
        foreach (var (_, woken) in Listeners())
        {
            woken([]);
        }

        while (true)
        {
            await connection.WaitAsync(stoppingToken);
        }
    }

    private void Hear(NpgsqlNotificationEventArgs wake)
    {
        if (wake.PID == _sender)
        {
            return;
        }

        var space = wake.Payload.IndexOf(' ', StringComparison.Ordinal);
        var topic = space < 0 ? wake.Payload : wake.Payload[..space];
        var numbers = space < 0 ? [] : wake.Payload[(space + 1)..].Split(',').Select(static n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
        foreach (var (_, woken) in Listeners().Where(l => l.Topic == topic))
        {
            woken(numbers);
        }
    }

    private List<(string Topic, Action<IReadOnlyList<int>> Woken)> Listeners()
    {
        lock (_lock)
        {
            return [.. _listeners];
        }
    }

    [LoggerMessage(7101, LogLevel.Warning, "Other processes cannot be woken, or cannot wake this one; each looks by itself meanwhile: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
