using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>Sends requests: gives each what flows with it, the time it may take, and its way through the filters.</summary>
internal sealed partial class CallDispatcher : IDisposable
{
    private readonly ConcurrentDictionary<TimeSpan, TimeoutQueue> _timeouts = new();
    private readonly IOutgoingGrainCallFilter[] _filters;
    private readonly TimeoutQueue _defaultTimeout;
    private readonly TimeProvider _time;
    private readonly SiloMetrics _metrics;
    private readonly ILogger _logger;
    private volatile Admission _admission;
    private long _refusalTold;
    private long _refusals;

    internal CallDispatcher(IEnumerable<IOutgoingGrainCallFilter> filters, MessagingOptions options, TimeProvider time, SiloMetrics metrics, ILogger logger)
    {
        _filters = [.. filters];
        _time = time;
        _metrics = metrics;
        _logger = logger;
        _defaultTimeout = QueueOf(options.ResponseTimeout);
    }

    /// <summary>Who may call.</summary>
    internal enum Admission
    {
        Everyone = 0,

        /// <summary>Code of grains, so that what was accepted can be finished.</summary>
        Grains = 1,

        Nobody = 2,
    }

    internal Task<T> Send<T>(GrainCall<T> call)
    {
        call.Source = RuntimeContext.Current;
        return _filters.Length == 0 ? Dispatch(call) : new OutgoingCall<T>(call, _filters, Dispatch).RunAsync();
    }

    internal void Admit(Admission admission) => _admission = admission;

    /// <summary>Answers a call with a refusal. A caller who does not wait learns of it from the log only.</summary>
    internal void Refuse(GrainCall call, Exception reason)
    {
        _metrics.Rejected();
        if (!call.Fail(reason) && call.OneWay)
        {
            LogRefused(call, reason);
        }
    }

    /// <summary>Answers every call that somebody still waits for with an exception.</summary>
    internal void FailAll(Func<GrainCall, Exception> reason)
    {
        foreach (var call in _timeouts.Values.SelectMany(queue => queue.Clear()))
        {
            call.Fail(reason(call));
        }
    }

    internal void LogFailed(GrainCall call, Exception exception) => LogOneWayFailed(_logger, exception, call.Name, call.Target.GrainId);

    public void Dispose()
    {
        foreach (var queue in _timeouts.Values)
        {
            queue.Dispose();
        }
    }

    private Task<T> Dispatch<T>(GrainCall<T> call)
    {
        var token = call.Cancellation;
        if (token.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(token);
        }

        var frame = CallFrame.Current;
        call.Values = frame?.Values;
        var oneWay = call.OneWay;
        var answer = oneWay ? Nothing<T>.Task : call.Await();
        if (_admission is not Admission.Everyone && !IsAdmitted(call, frame))
        {
            Refuse(call, new SiloUnavailableException($"The silo is stopping and refused {call.Name} for {call.Target.GrainId}."));
            return answer;
        }

        if (!oneWay)
        {
            call.Parent = frame?.Call is { IsAnswered: false } caller ? caller : null;
            if (token.CanBeCanceled)
            {
                call.Registration = token.UnsafeRegister(static (call, token) => ((GrainCall)call!).Cancel(token), call);
            }

            if (call.TimesOut)
            {
                (call.Method.ResponseTimeout is { } own ? QueueOf(own) : _defaultTimeout).Add(call);
            }
        }

        call.Target.Post(call);
        return answer;
    }

    private void LogRefused(GrainCall call, Exception reason)
    {
        Interlocked.Increment(ref _refusals);

        // Refusals come by the ten thousand when they come; each is counted, one a second is told.
        var last = Volatile.Read(ref _refusalTold);
        var now = _time.GetTimestamp();
        if ((last == 0 || _time.GetElapsedTime(last, now) >= TimeSpan.FromSeconds(1)) && Interlocked.CompareExchange(ref _refusalTold, now, last) == last)
        {
            LogOneWayRefused(_logger, reason, call.Name, call.Target.GrainId, Interlocked.Exchange(ref _refusals, 0));
        }
    }

    private bool IsAdmitted(GrainCall call, CallFrame? frame) =>
        _admission is Admission.Grains && (call.Source is not null || frame?.Call is { IsAnswered: false });

    private TimeoutQueue QueueOf(TimeSpan timeout) => _timeouts.GetOrAdd(timeout, static (timeout, self) => new TimeoutQueue(timeout, self._time, self.TimeOut), this);

    private void TimeOut(List<GrainCall> due, TimeSpan timeout)
    {
        // The first caller gives up before those that it waits for, so each is told the whole chain, and all of it before any is answered.
        var chains = new CallChains([.. due, .. _timeouts.Values.SelectMany(queue => queue.Snapshot())]);
        var messages = due.ConvertAll(call => $"Response did not arrive on time in {timeout} for {call.Name} of {call.Target.GrainId}. {chains.Describe(call)}");
        for (var index = 0; index < due.Count; index++)
        {
            if (due[index].Fail(new TimeoutException(messages[index])))
            {
                _metrics.TimedOut();
                LogTimedOut(_logger, messages[index]);
            }
        }
    }

    /// <summary>The answer to a call that nobody waits for.</summary>
    private static class Nothing<T>
    {
        internal static readonly Task<T> Task = System.Threading.Tasks.Task.FromResult<T>(default!);
    }

    [LoggerMessage(9000, LogLevel.Warning, "{Message}")]
    private static partial void LogTimedOut(ILogger logger, string message);

    [LoggerMessage(9001, LogLevel.Warning, "One-way call {Method} of {GrainId} was refused; {Refusals} were since the last such line")]
    private static partial void LogOneWayRefused(ILogger logger, Exception exception, string method, GrainId grainId, long refusals);

    [LoggerMessage(9002, LogLevel.Warning, "One-way call {Method} of {GrainId} failed")]
    private static partial void LogOneWayFailed(ILogger logger, Exception exception, string method, GrainId grainId);
}
