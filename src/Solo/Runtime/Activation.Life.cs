using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Core;
using Orleans.Timers;

namespace Orleans.Runtime;

/// <content>From its first request to its end.</content>
internal sealed partial class Activation
{
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<GrainTimer> _timers = [];
    private AsyncServiceScope? _scope;
    private Exception? _failure;
    private volatile Ending? _ending;

    public IServiceProvider ActivationServices => _scope?.ServiceProvider ?? Class.Silo.Services;

    /// <summary>What the grain has stored; read before it is activated.</summary>
    internal IReadOnlyList<IStorage> States { get; set; } = [];

    public Task Deactivated => _deactivated.Task;

    /// <summary>Whether nothing waits or runs and it has not been used for too long.</summary>
    internal bool IsCollectable => Requests == 0 && _ending is null && _stage is Stage.Active && Idleness.IsTooOld();

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (Interlocked.CompareExchange(ref _ending, new Ending(deactivationReason), comparand: null) is null)
        {
            _scheduler.Run(static self => ((Activation)self!).Advance(), this);
        }
    }

    /// <summary>Brings the tick of a timer, if the activation still takes any.</summary>
    internal void Post(GrainCall tick) => TryPost(tick);

    internal void Attach(GrainTimer timer)
    {
        lock (_timers)
        {
            _timers.Add(timer);
        }
    }

    internal void Detach(GrainTimer timer)
    {
        lock (_timers)
        {
            _timers.Remove(timer);
        }
    }

    private async Task ActivateAsync()
    {
        _stage = Stage.Activating;
        try
        {
            _scope = Class.Silo.Services.CreateAsyncScope();
            GrainInstance = Class.Construct(this);
            foreach (var state in States)
            {
                await state.ReadStateAsync(CancellationToken.None);
            }

            if (Class.HasActivationHook)
            {
                using var timeout = new CancellationTokenSource(Class.Silo.Collection.ActivationTimeout, Class.Silo.Time);
                await ((IGrainBase)GrainInstance).OnActivateAsync(timeout.Token);
            }
        }
        catch (Exception exception)
        {
            LogActivationFailed(Class.Silo.Logger, exception, GrainId);
            _failure = exception;
            await EndAsync(new DeactivationReason(DeactivationReasonCode.ActivationFailed, exception, "The grain could not be activated."));
            return;
        }

        Class.Silo.Metrics.Activated(Class);
        _stage = Stage.Active;
        Idleness.Use();
        Advance();
    }

    private async Task DeactivateAsync(Ending reason)
    {
        _stage = Stage.Deactivating;
        CallFrame.Current = null;
        StopTimers();
        if (Class.HasDeactivationHook)
        {
            try
            {
                using var timeout = new CancellationTokenSource(Class.Silo.Collection.DeactivationTimeout, Class.Silo.Time);
                await ((IGrainBase)GrainInstance!).OnDeactivateAsync(reason.Value, timeout.Token);
            }
            catch (Exception exception)
            {
                LogDeactivationFailed(Class.Silo.Logger, exception, GrainId);
            }
        }

        Class.Silo.Metrics.Deactivated(Class);
        await EndAsync(reason.Value);
    }

    private async Task EndAsync(DeactivationReason reason)
    {
        StopTimers();
        try
        {
            switch (GrainInstance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }

            if (_scope is { } scope)
            {
                await scope.DisposeAsync();
            }
        }
        catch (Exception exception)
        {
            LogDeactivationFailed(Class.Silo.Logger, exception, GrainId);
        }

        // In this order: whoever finds this closed must find that there is room for another.
        _remove(this);
        _scheduler.Close();
        _stage = Stage.Ended;
        GrainInstance = null;
        LogEnded(Class.Silo.Logger, GrainId, reason.ReasonCode, reason.Description);
        while (_waiting.TryDequeue(out var call))
        {
            PassOn(call);
        }

        _deactivated.TrySetResult();
    }

    private void StopTimers()
    {
        GrainTimer[] timers;
        lock (_timers)
        {
            timers = [.. _timers];
        }

        foreach (var timer in timers)
        {
            timer.Dispose();
        }
    }

    [LoggerMessage(9010, LogLevel.Warning, "Activating {GrainId} failed")]
    private static partial void LogActivationFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(9011, LogLevel.Warning, "Deactivating {GrainId} failed; the activation has ended all the same")]
    private static partial void LogDeactivationFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(9012, LogLevel.Debug, "The activation of {GrainId} has ended: {Reason}, {Description}")]
    private static partial void LogEnded(ILogger logger, GrainId grainId, DeactivationReasonCode reason, string description);

    /// <summary>A reason that can be set at once or not at all.</summary>
    private sealed class Ending(DeactivationReason value)
    {
        internal DeactivationReason Value { get; } = value;
    }
}
