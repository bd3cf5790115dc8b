using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Signalbox.Calls;

namespace Signalbox.Deliveries;

/// <inheritdoc cref="IDestinationGrain"/>
[SuppressMessage("Design", "CA1001", Justification = "The source of cancellation has neither a timer nor a wait handle, hence holds nothing to dispose.")]
internal sealed partial class DestinationGrain(DeliveryServices services) : Grain, IDestinationGrain
{
    private const int PageSize = 250;
    private const int LowWater = 100;

    // Behind a read or write that failed, and while there is no slot.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SlotPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(1);

    // So long it keeps the lease although there is nothing to do; what is due later, the scan finds.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(30);

    private readonly DeliveryWindow _window = new();
    private readonly SendingPace _pace = new(CircuitOf(services.Options));
    private readonly CancellationTokenSource _stopping = new();
    private readonly DateTimeOffset _activatedAt = services.Time.GetUtcNow();
    private readonly long _activated = services.Time.GetTimestamp();
    private string _id = string.Empty;
    private Task _running = Task.CompletedTask;
    private TaskCompletionSource _signal = NewSignal();
    private IGrainTimer? _alive;
    private bool _mayHaveFresh;
    private bool _isWoken;

    // By a clock that nobody sets: a lease must not last longer because the time was put back.
    private DateTimeOffset Now => _activatedAt + services.Time.GetElapsedTime(_activated);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = this.GetPrimaryKeyString();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        Signal();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <inheritdoc/>
    public Task WakeAsync()
    {
        (_mayHaveFresh, _lookAt) = (true, DateTimeOffset.MinValue);
        _isWoken = true;
        if (_running.IsCompleted && !_isGone && !_stopping.IsCancellationRequested && Now >= _othersUntil)
        {
            _running = RunWhileWokenAsync();
        }

        Signal();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<DestinationStatus> GetStatusAsync() =>
        Task.FromResult(new DestinationStatus(IsOwner, _inFlight, _window.Count, _pace.PausedFor(Now)));

    /// <summary>Delivers, and once more if it was woken while it came to its end.</summary>
    private async Task RunWhileWokenAsync()
    {
        do
        {
            // It lives as long as there is something to do, longer than any call.
            _alive ??= this.RegisterGrainTimer(static () => Task.CompletedTask, new GrainTimerCreationOptions(Linger, Linger) { Interleave = true, KeepAlive = true });
            await RunAsync();
        }
        while (_isWoken && !_isGone && !_stopping.IsCancellationRequested && Now >= _othersUntil);
    }

    /// <summary>Delivers until there is nothing more to do, or another process does it.</summary>
    private async Task RunAsync()
    {
        try
        {
            var idleSince = Now;
            while (!_stopping.IsCancellationRequested)
            {
                try
                {
                    _isWoken = false;
                    if (!services.Destinations.TryFind(_id, out var destination) || !MaySendTo(destination) || !await HoldLeaseAsync(destination))
                    {
                        break;
                    }

                    await ReadAsync(destination);
                    var wait = StartSending();
                    if (_inFlight + _window.Count > 0 || _mayHaveFresh || _dueAt - Now < Linger)
                    {
                        idleSince = Now;
                    }
                    else if (Now - idleSince > Linger)
                    {
                        break;
                    }

                    await WaitAsync(wait);
                }
                catch (Exception e) when (!_stopping.IsCancellationRequested)
                {
                    // The database, most likely. Nothing is lost: everything is read again.
                    LogPaused(services.Logger, _id, e.Message);
                    Forget();
                    await WaitAsync(Pause, isForSure: true);
                }
            }
        }
        finally
        {
            await EndAsync();
        }
    }

    /// <summary>Lets what is under way come to its end, writes it, and gives the lease back.</summary>
    private async Task EndAsync()
    {
        Forget();
        await SettledAsync();
        _alive?.Dispose();
        _alive = null;
        if (_lease is { } lease)
        {
            _lease = null;
            try
            {
                await services.Store.ReleaseAsync(lease.Destination, lease.Fence, CancellationToken.None);
            }
            catch (Exception e)
            {
                LogPaused(services.Logger, _id, e.Message);
            }
        }
    }

    /// <summary>Waits until something calls for a look, at most so long.</summary>
    private async Task WaitAsync(TimeSpan atMost, bool isForSure = false)
    {
        if (isForSure || !_signal.Task.IsCompleted)
        {
            using var enough = new CancellationTokenSource();
            var waiting = Task.Delay(atMost, services.Time, enough.Token);
            await (isForSure ? waiting : Task.WhenAny(_signal.Task, waiting));
            await enough.CancelAsync();
        }

        _signal = _signal.Task.IsCompleted ? NewSignal() : _signal;
    }

    private void Signal() => _signal.TrySetResult();

    private static CircuitRule CircuitOf(DestinationOptions options) => new(
        SamplingWindow: TimeSpan.FromSeconds(30), FailureRatio: 0.8, MinimumThroughput: 10, FirstBreak: options.CircuitBreak, LongestBreak: TimeSpan.FromSeconds(60),
        Probes: 1, ProbeTimeout: TimeSpan.FromSeconds(90));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(7150, LogLevel.Warning, "The deliveries to {Destination} pause: {Reason}")]
    private static partial void LogPaused(ILogger logger, string destination, string reason);
}
