namespace Signalbox.Postgres;

/// <summary>
/// Open while PostgreSQL answers and its schema is this program's. Opens and closes with it, any number of times; safe for any number of
/// callers at once.
/// </summary>
internal sealed class DatabaseGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isReady;
    private volatile string? _fault = "PostgreSQL is starting";
    private volatile string? _serverVersion;

    /// <summary>Whether work on the database can be expected to succeed now.</summary>
    internal bool IsReady => _isReady;

    /// <summary>Why it is closed, for people; <see langword="null"/> while it is open. Holds no secret.</summary>
    internal string? Fault => _fault;

    /// <summary>The server's version, for example <c>15.18</c>; <see langword="null"/> before it was first ready.</summary>
    internal string? ServerVersion => _serverVersion;

    /// <summary>Completes when the gate is open; at once if it is open now.</summary>
    internal Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _opened.Task.WaitAsync(cancellationToken);
        }
    }

    internal void Open(string serverVersion)
    {
        lock (_lock)
        {
            _serverVersion = serverVersion;
            _fault = null;
            _isReady = true;
            _opened.TrySetResult();
        }
    }

    internal void Close(string fault)
    {
        lock (_lock)
        {
            _fault = fault;
            _isReady = false;
            if (_opened.Task.IsCompleted)
            {
                _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
