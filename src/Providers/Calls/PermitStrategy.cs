using Polly;

namespace Signalbox.Providers.Calls;

/// <summary>Each attempt takes a permit of the cluster-wide limits; a refusal for the rate pauses the cluster.</summary>
internal sealed class PermitStrategy(ICallPermits permits, ICallBreaker breaker, CallMetrics metrics, TimeProvider time) : ResilienceStrategy<HttpResponseMessage>
{
    // A probe came when the permit had just expired. Given back at once, it would never be sent where the database is slower than a permit's
    // life; kept for longer, it would keep another from it that is ready.
    private static readonly TimeSpan ProbePatience = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
    {
        var call = context.Properties.GetValue(CallRun.Key, null!);
        try
        {
            while (true)
            {
                if (call.UnusedProbe is null && breaker.IsSuspect(call.Origin.Account, call.EndpointClass))
                {
                    // A call that cannot be sent need not wait for a permit, nor take it from one that can.
                    var verdict = await breaker.LookAsync(call.Origin.Account, call.EndpointClass, context.CancellationToken);
                    if (!verdict.MaySend)
                    {
                        return Outcome.FromException<HttpResponseMessage>(CallFaults.CircuitOpen(call, verdict));
                    }
                }

                call.Permit = await AcquireAsync(call, context.CancellationToken);
                if (call.Permit.Outcome is not CallPermitOutcome.Granted)
                {
                    if (call.UnusedProbe is not null)
                    {
                        GiveBack(call);
                        continue;
                    }

                    return Outcome.FromException<HttpResponseMessage>(CallFaults.NoPermit(call, call.Permit));
                }

                call.Renew = token => permits.RenewAsync(call.Origin.Account, call.LimitClass, call.Priority, call.TimeLeft, token);
                var outcome = await SendAsync(call, callback, context, state);
                if (outcome.Exception is PermitExpiredException)
                {
                    continue;
                }

                if (outcome.Result is { IsSuccessStatusCode: false } refused && call.Error is { IsRateLimit: true } error)
                {
                    await PauseAsync(call, refused, error, context.CancellationToken);
                }

                return outcome;
            }
        }
        catch (OperationCanceledException e)
        {
            return Outcome.FromException<HttpResponseMessage>(e);
        }
        catch (Exception e) when (e is not ArgumentException)
        {
            // The way to a grain has failures of its own, which callers of a provider need not know.
            return Outcome.FromException<HttpResponseMessage>(CallFaults.NoPermit(call, new CallPermit(CallPermitOutcome.Unavailable, 0, TimeSpan.FromSeconds(1)), e));
        }
        finally
        {
            GiveBack(call);
        }
    }

    private static async ValueTask<Outcome<HttpResponseMessage>> SendAsync<TState>(
        CallRun call, Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            return await callback(context, state);
        }
        finally
        {
            call.Renew = null;
            call.Permit.InFlight?.Dispose();
        }
    }

    private async ValueTask<CallPermit> AcquireAsync(CallRun call, CancellationToken cancellationToken)
    {
        var patience = call.UnusedProbe is not null && ProbePatience < call.TimeLeft ? ProbePatience : call.TimeLeft;
        var asked = time.GetTimestamp();
        var permit = await permits.AcquireAsync(call.Origin.Account, call.LimitClass, call.Priority, patience, cancellationToken);
        metrics.Waited(call, time.GetElapsedTime(asked));
        return permit;
    }

    /// <summary>Not for longer than the call lasts: its answer is there, and who waits for it gets it.</summary>
    private async Task PauseAsync(CallRun call, HttpResponseMessage refused, ProviderError error, CancellationToken cancellationToken)
    {
        var limitClass = error.IsClassLimit ? call.LimitClass : ProviderCall.DefaultLimitClass;
        var pausing = permits.PauseAsync(call.Origin.Account, limitClass, RetryAfter.Of(refused, time.GetUtcNow()));
        try
        {
            await pausing.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!call.Caller.IsCancellationRequested)
        {
            // It goes on by itself, and says itself what becomes of it.
        }
    }

    private void GiveBack(CallRun call)
    {
        if (call.UnusedProbe is { } probe)
        {
            call.UnusedProbe = null;
            breaker.Report(call.Origin.Account, call.EndpointClass, probe, AttemptOutcome.Abandoned);
        }
    }
}
