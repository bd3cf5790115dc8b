using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Signalbox.Bench.Load.Generating;

/// <summary>One run, on one thread: sends, takes the answers, keeps the times. Tells of its phases through <paramref name="report"/>.</summary>
internal sealed class LoadRun(LoadSettings settings, RequestStore requests, Action<string> report)
{
    private const int DrainSeconds = 30;
    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(250);

    private readonly KeepAliveConnection[] _connections = new KeepAliveConnection[settings.Connections];
    private readonly Stack<KeepAliveConnection> _idle = new();
    private readonly Latencies _latencies = new(settings.Events);
    private readonly Arrivals _arrivals = new(settings.Rate, settings.Seed);
    private long _warmAt;
    private long _endAt;
    private bool _isWarm;
    private int _sent;
    private int _acked;
    private int _ackedWarm;
    private int _ackedMeasured = -1;
    private double _measuredSeconds;
    private int _failed;
    private string? _firstFailure;

    private int UnderWay => _sent - _acked - _failed;

    private bool IsClosedLoop => settings.Rate == 0;

    internal LoadResult Run(double meanBodyBytes)
    {
        using var epoll = new Epoll();
        Connect(epoll);
        Span<int> tags = stackalloc int[256];
        var begunAt = Stopwatch.GetTimestamp();
        _warmAt = begunAt + Ticks(settings.WarmUp);
        _endAt = _warmAt + Ticks(settings.Duration);
        var giveUpAt = _endAt + (DrainSeconds * Stopwatch.Frequency);
        _arrivals.Start(begunAt, _endAt);
        SendDue(begunAt);
        while (true)
        {
            var now = Stopwatch.GetTimestamp();
            Mark(now);
            if ((_ackedMeasured >= 0 && UnderWay == 0 && (_arrivals.Waiting == 0 || _sent == requests.Count)) || now > giveUpAt)
            {
                break;
            }

            var ready = epoll.WaitAny(tags, timeoutMs: 20);
            for (var i = 0; i < ready; i++)
            {
                if (tags[i] != Epoll.Clock)
                {
                    Take(_connections[tags[i]]);
                }
            }

            SendDue(Stopwatch.GetTimestamp());
        }

        foreach (var connection in _connections)
        {
            connection.Dispose();
        }

        return new LoadResult(
            _measuredSeconds, _ackedMeasured, _acked - _ackedWarm, _acked, _failed + UnderWay, _firstFailure ?? (UnderWay > 0 ? "no answer" : null), _sent == requests.Count,
            _latencies.PercentileMs(0.5), _latencies.PercentileMs(0.99), _latencies.PercentileMs(1), meanBodyBytes);
    }

    private void Connect(Epoll epoll)
    {
        for (var i = 0; i < _connections.Length; i++)
        {
            _connections[i] = new KeepAliveConnection(settings.Port);
            epoll.Watch(_connections[i].Socket, i);
            _idle.Push(_connections[i]);
        }

        if (!IsClosedLoop)
        {
            epoll.StartClock(Tick);
        }
    }

    /// <summary>Closed loop: every idle connection sends. Open loop: every event that is due goes, as long as there is an idle connection.</summary>
    private void SendDue(long now)
    {
        if (IsClosedLoop)
        {
            while (now < _endAt && _sent < requests.Count && _idle.TryPop(out var connection))
            {
                Send(connection, Stopwatch.GetTimestamp());
            }

            return;
        }

        _arrivals.AdvanceTo(now);
        while (_sent < requests.Count && _arrivals.Waiting > 0 && _idle.TryPop(out var connection))
        {
            Send(connection, _arrivals.Take());
        }
    }

    private void Take(KeepAliveConnection connection)
    {
        try
        {
            if (!connection.Receive())
            {
                return;
            }
        }
        catch (IOException e)
        {
            Lose(connection, e);
            return;
        }

        _idle.Push(connection);
        if (!connection.Status.SequenceEqual("200"u8))
        {
            Fail(Encoding.ASCII.GetString(connection.Status));
            return;
        }

        _acked++;
        var now = Stopwatch.GetTimestamp();
        if (connection.DueAt >= _warmAt && connection.DueAt < _endAt)
        {
            _latencies.Add(now - connection.DueAt);
        }

        if (settings.Mark > 0 && _acked % settings.Mark == 0)
        {
            report($"acked {_acked}");
        }
    }

    private void Send(KeepAliveConnection connection, long dueAt)
    {
        try
        {
            connection.Send(requests[_sent++], dueAt);
        }
        catch (SocketException e)
        {
            Lose(connection, e);
        }
    }

    /// <summary>For the rest of the run: one with failures does not count anyway.</summary>
    private void Lose(KeepAliveConnection connection, Exception e)
    {
        Fail(e.Message);
        connection.Socket.Close();
    }

    private void Fail(string reason)
    {
        _failed++;
        _firstFailure ??= reason;
    }

    private void Mark(long now)
    {
        if (!_isWarm && now >= _warmAt)
        {
            _isWarm = true;
            _warmAt = now;
            _ackedWarm = _acked;
            report("warm");
        }

        // Out of events: what is measured ends when there is nothing left to send.
        if (_ackedMeasured < 0 && _isWarm && (now >= _endAt || _sent == requests.Count))
        {
            _endAt = now;
            _ackedMeasured = _acked - _ackedWarm;
            _measuredSeconds = (double)(now - _warmAt) / Stopwatch.Frequency;
            report($"measured {now}");
        }
    }

    private static long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Stopwatch.Frequency);
}
