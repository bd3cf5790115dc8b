using Microsoft.Extensions.Logging;

namespace Orleans.Timers;

/// <summary>A timer whose ticks are turns of an activation.</summary>
internal sealed partial class GrainTimer : IGrainTimer
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly ITimer _timer;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _ticking;
    private bool _changed;
    private bool _disposed;

    private GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _options = options;
        _dueTime = Valid(options.DueTime);
        _period = Valid(options.Period);

        // A tick belongs to no request, so nothing of the one that starts the timer flows into it.
        var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        try
        {
            _timer = activation.Class.Silo.Time.CreateTimer(static self => ((GrainTimer)self!).Due(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            flow.Dispose();
        }
    }

    internal static GrainTimer Start(IGrainBase grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var activation = grain.GrainContext as Activation
            ?? throw new InvalidOperationException($"{grain.GetType()} was made outside of a silo, and can have no timers.");
        var timer = new GrainTimer(activation, callback, options);
        activation.Attach(timer);
        timer._timer.Change(timer._dueTime, Timeout.InfiniteTimeSpan);
        return timer;
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _dueTime = Valid(dueTime);
            _period = Valid(period);
            _changed = true;
            if (!_ticking && !_disposed)
            {
                _timer.Change(_dueTime, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        _timer.Dispose();
        _activation.Detach(this);
        _stopped.Cancel();
    }

    private void Due()
    {
        lock (_gate)
        {
            if (_ticking || _disposed)
            {
                return;
            }

            _ticking = true;
            _changed = false;
        }

        _activation.Post(new Tick(this));
    }

    private async Task TickAsync()
    {
        if (_stopped.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await _callback(_stopped.Token);
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // Stopped on request.
        }
        catch (Exception exception)
        {
            LogTickFailed(_activation.Class.Silo.Logger, exception, _activation.GrainId);
        }

        lock (_gate)
        {
            _ticking = false;
            if (!_disposed)
            {
                _timer.Change(_changed ? _dueTime : _period, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private static TimeSpan Valid(TimeSpan time) => time >= TimeSpan.Zero || time == Timeout.InfiniteTimeSpan
        ? time
        : throw new ArgumentOutOfRangeException(nameof(time), time, "A timer's times are not negative, or infinite.");

    [LoggerMessage(9020, LogLevel.Warning, "A timer of {GrainId} failed; it goes on")]
    private static partial void LogTickFailed(ILogger logger, Exception exception, GrainId grainId);

    private sealed class Tick(GrainTimer timer) : GrainCall<NoResult>
    {
        internal override bool Interleaves => timer._options.Interleave;

        internal override bool ReadOnly => false;

        internal override bool KeepsAlive => timer._options.KeepAlive;

        internal override bool Forwards => false;

        internal override bool OneWay => true;

        internal override bool FromCaller => false;

        internal override string Name => "a timer's tick";

        internal override Task Invoke(object grain) => timer.TickAsync();
    }
}
