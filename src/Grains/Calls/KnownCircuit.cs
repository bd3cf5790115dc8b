using Microsoft.Extensions.Logging;
using Signalbox.Providers.Calls;

namespace Signalbox.Calls;

/// <summary>What this process knows of one circuit, and what it has yet to tell. Safe for concurrent use.</summary>
internal sealed partial class KnownCircuit(string name, ICircuitBreakerGrain grain, TimeProvider time, ILogger logger)
{
    // How long outcomes gather. Shorter than an answer is known, so that under load each report renews the knowledge.
    private static readonly TimeSpan ReportAfter = CircuitMachine.KnownFor / 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, OutcomeBatch> _outcomes = [];
    private CircuitAnswer? _known;
    private long _knownSince;
    private long _knownUntil;
    private Task<CircuitAnswer>? _asking;
    private Task<CircuitVerdict>? _looking;
    private bool _isReporting;

    /// <summary>Whether it was not closed when it was last heard of.</summary>
    internal bool IsSuspect => Volatile.Read(ref _known) is { State: not CircuitState.Closed };

    /// <summary>Whether it is worth while to get ready for a request. Takes no probe: who is ready asks.</summary>
    internal async ValueTask<CircuitVerdict> LookAsync(CancellationToken cancellationToken)
    {
        if (Known() is { } known)
        {
            return known;
        }

        // One looks for all.
        Task<CircuitVerdict> looking;
        lock (_gate)
        {
            looking = _looking ??= LookAtGrainAsync();
        }

        return await looking.WaitAsync(cancellationToken);
    }

    /// <summary>Whether a request may be sent.</summary>
    internal async ValueTask<CircuitVerdict> AskAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<CircuitAnswer> asking;
            bool isOwn;
            lock (_gate)
            {
                if (_known is { } known && time.GetTimestamp() < _knownUntil)
                {
                    return Verdict(known);
                }

                // One asks for all. A permission to probe is for whoever asked; the others ask again, one by one.
                isOwn = _asking is null;
                asking = _asking ??= AskGrainAsync();
            }

            CircuitAnswer answer;
            try
            {
                answer = await asking.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (isOwn)
            {
                _ = ReturnAsync(asking);
                throw;
            }

            if (isOwn || answer is { State: CircuitState.Closed } or { MaySend: false })
            {
                return Verdict(answer);
            }
        }
    }

    /// <summary>Says how a request ended.</summary>
    internal void Report(CircuitVerdict verdict, AttemptOutcome outcome)
    {
        lock (_gate)
        {
            var sum = _outcomes.GetValueOrDefault(verdict.Round) ?? new OutcomeBatch(verdict.Round, 0, 0);
            _outcomes[verdict.Round] = outcome switch
            {
                AttemptOutcome.Answered => sum with { Succeeded = sum.Succeeded + 1 },
                AttemptOutcome.Failed => sum with { Failed = sum.Failed + 1 },
                _ => sum with { Returned = sum.Returned + 1 },
            };
            if (_isReporting)
            {
                return;
            }

            _isReporting = true;
        }

        // What a probe found is told at once.
        _ = ReportAllAsync(verdict.IsProbe ? TimeSpan.Zero : ReportAfter);
    }

    private static CircuitVerdict Verdict(CircuitAnswer answer) => new(
        answer.MaySend, answer is { State: CircuitState.HalfOpen, MaySend: true }, answer.State is CircuitState.Isolated, answer.Round, answer.RetryAfter);

    private CircuitVerdict? Known()
    {
        lock (_gate)
        {
            return _known is { } known && time.GetTimestamp() < _knownUntil ? Verdict(known) : null;
        }
    }

    private async Task<CircuitVerdict> LookAtGrainAsync()
    {
        // Not inside the caller's lock, nor on the scheduler of the grain that happens to be first.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var asked = time.GetTimestamp();
        CircuitAnswer answer;
        try
        {
            var status = await grain.GetStatusAsync(CancellationToken.None);
            var left = status.OpenFor < CircuitMachine.KnownFor && status.OpenFor > TimeSpan.Zero ? status.OpenFor : CircuitMachine.KnownFor;

            // Half-open, or about to be: who asks when all else is ready may get a probe.
            var isShut = status.State is CircuitState.Isolated || status.OpenFor > TimeSpan.Zero;
            answer = new CircuitAnswer(status.State, !isShut, Round: 0, status.OpenFor, left);
        }
        catch (Exception e)
        {
            LogUnknown(logger, name, e.Message);
            answer = Unknown();
        }

        lock (_gate)
        {
            _looking = null;
            if (!answer.MaySend)
            {
                Remember_NeedsLock(answer, asked);
            }
        }

        return Verdict(answer) with { IsProbe = false };
    }

    /// <summary>Who asked went away meanwhile: a probe that comes now is for another one.</summary>
    private async Task ReturnAsync(Task<CircuitAnswer> asking)
    {
        var verdict = Verdict(await asking);
        if (verdict.IsProbe)
        {
            Report(verdict, AttemptOutcome.Abandoned);
        }
    }

    private async Task<CircuitAnswer> AskGrainAsync()
    {
        // Not inside the caller's lock, nor on the scheduler of the grain that happens to be first.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var asked = time.GetTimestamp();
        CircuitAnswer answer;
        try
        {
            answer = await grain.AskAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            LogUnknown(logger, name, e.Message);
            answer = Unknown();
        }

        lock (_gate)
        {
            _asking = null;
            if (answer is not { State: CircuitState.HalfOpen, MaySend: true })
            {
                Remember_NeedsLock(answer, asked);
            }
        }

        return answer;
    }

    /// <summary>While the row cannot be read, an open circuit stays open and any other is taken for closed: limits are kept elsewhere.</summary>
    private CircuitAnswer Unknown()
    {
        lock (_gate)
        {
            return _known is { State: not CircuitState.Closed } open
                ? open with { MaySend = false, RetryAfter = CircuitMachine.KnownFor, KnownFor = CircuitMachine.KnownFor }
                : _known ?? new CircuitAnswer(CircuitState.Closed, MaySend: true, Round: 0, TimeSpan.Zero, CircuitMachine.KnownFor);
        }
    }

    private async Task ReportAllAsync(TimeSpan after)
    {
        // Not inside the lock, nor on the scheduler of a grain that happens to call.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (after > TimeSpan.Zero)
        {
            await Task.Delay(after, time, CancellationToken.None);
        }

        List<OutcomeBatch> batches;
        while ((batches = TakeOutcomes()).Count > 0)
        {
            foreach (var batch in batches)
            {
                await ReportAsync(batch);
            }
        }
    }

    private async Task ReportAsync(OutcomeBatch batch)
    {
        var asked = time.GetTimestamp();
        try
        {
            var answer = await grain.ReportAsync(batch, CancellationToken.None);
            lock (_gate)
            {
                if (answer.State is not CircuitState.HalfOpen)
                {
                    Remember_NeedsLock(answer, asked);
                }
            }
        }
        catch (Exception e)
        {
            LogLost(logger, name, batch.Succeeded + batch.Failed, e.Message);
        }
    }

    /// <summary>Takes what is to be told; with nothing left, the next outcome starts a new report.</summary>
    private List<OutcomeBatch> TakeOutcomes()
    {
        lock (_gate)
        {
            List<OutcomeBatch> batches = [.. _outcomes.Values];
            _outcomes.Clear();
            _isReporting = batches.Count > 0;
            return batches;
        }
    }

    private void Remember_NeedsLock(CircuitAnswer answer, long asked)
    {
        if (_known is not null && asked < _knownSince)
        {
            // A newer answer has overtaken it.
            return;
        }

        (_known, _knownSince) = (answer, asked);
        _knownUntil = asked + (long)(answer.KnownFor.TotalSeconds * time.TimestampFrequency);
    }

    [LoggerMessage(5013, LogLevel.Warning, "The circuit {Circuit} cannot be read: {Reason}")]
    private static partial void LogUnknown(ILogger logger, string circuit, string reason);

    [LoggerMessage(5014, LogLevel.Warning, "{Outcomes} outcomes of the circuit {Circuit} could not be counted: {Reason}")]
    private static partial void LogLost(ILogger logger, string circuit, int outcomes, string reason);
}
