using Polly;

namespace Signalbox.Providers.Calls;

/// <summary>Each attempt takes a permit of the cluster-wide limits; a refusal for the rate pauses the cluster.</summary>
internal sealed class PermitStrategy(ICallPermits permits, ICallBreaker breaker, CallMetrics metrics, TimeProvider time) : ResilienceStrategy<HttpResponseMessage>
{
    /// <inheritdoc/>
    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
    {
        var call = context.Properties.GetValue(CallRun.Key, null!);
        try
        {
            while (true)
            {
                if (call.UnusedVerdict is null && breaker.IsSuspect(call.Origin.Account, call.EndpointClass))
                {
                    // A call that cannot be sent need not wait for a permit, nor take it from one that can.
                    var verdict = await breaker.AskAsync(call.Origin.Account, call.EndpointClass, context.CancellationToken);
                    if (!verdict.MaySend)
                    {
                        return Outcome.FromException<HttpResponseMessage>(CallFaults.CircuitOpen(call, verdict));
                    }

                    call.UnusedVerdict = verdict.IsProbe ? verdict : null;
                }

                var asked = time.GetTimestamp();
                call.Permit = await permits.AcquireAsync(call.Origin.Account, call.LimitClass, call.Priority, call.TimeLeft, context.CancellationToken);
                metrics.Waited(call, time.GetElapsedTime(asked));
                if (call.Permit.Outcome is not CallPermitOutcome.Granted)
                {
                    return Outcome.FromException<HttpResponseMessage>(CallFaults.NoPermit(call, call.Permit));
                }

                var outcome = await (call.Permit.InFlight is null ? callback(context, state) : SendAsync(call, callback, context, state));
                if (outcome.Exception is PermitExpiredException)
                {
                    continue;
                }

                if (outcome.Result is { IsSuccessStatusCode: false } refused && call.Error is { IsRateLimit: true } error)
                {
                    var limitClass = error.IsClassLimit ? call.LimitClass : ProviderCall.DefaultLimitClass;
                    await permits.PauseAsync(call.Origin.Account, limitClass, RetryAfter.Of(refused, time.GetUtcNow()));
                }

                return outcome;
            }
        }
        catch (OperationCanceledException e)
        {
            return Outcome.FromException<HttpResponseMessage>(e);
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
            call.Permit.InFlight?.Dispose();
        }
    }
}
