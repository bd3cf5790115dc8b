using System.Net;
using Polly;
using Polly.Timeout;

namespace Signalbox.Providers.Calls;

/// <summary>Each attempt asks the cluster-wide circuit breaker first, and tells it how it ended.</summary>
internal sealed class BreakerStrategy(ICallBreaker breaker) : ResilienceStrategy<HttpResponseMessage>
{
    /// <summary>How an attempt ended as far as the provider's health goes: only its own faults count.</summary>
    internal static AttemptOutcome OutcomeOf(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Result: { } response } => response.StatusCode >= HttpStatusCode.InternalServerError ? AttemptOutcome.Failed : AttemptOutcome.Answered,
        { Exception: HttpRequestException or IOException or TimeoutRejectedException } => AttemptOutcome.Failed,
        { Exception: ProviderCallException } => AttemptOutcome.Answered,
        _ => AttemptOutcome.Abandoned,
    };

    /// <inheritdoc/>
    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
    {
        var call = context.Properties.GetValue(CallRun.Key, null!);
        var (account, endpoint) = (call.Origin.Account, call.EndpointClass);
        CircuitVerdict verdict;
        try
        {
            verdict = call.UnusedVerdict ?? await breaker.AskAsync(account, endpoint, context.CancellationToken);
        }
        catch (OperationCanceledException e)
        {
            return Outcome.FromException<HttpResponseMessage>(e);
        }

        call.UnusedVerdict = null;
        if (!verdict.MaySend)
        {
            return Outcome.FromException<HttpResponseMessage>(CallFaults.CircuitOpen(call, verdict));
        }

        if (call.HasPermitExpired)
        {
            // A probe is not to be had twice.
            call.UnusedVerdict = verdict.IsProbe ? verdict : null;
            return Outcome.FromException<HttpResponseMessage>(PermitExpiredException.Instance);
        }

        var outcome = await callback(context, state);
        breaker.Report(account, endpoint, verdict, OutcomeOf(outcome));
        return outcome;
    }
}
