using System.Net;
using Polly;
using Polly.Timeout;

namespace Signalbox.Providers.Calls;

/// <summary>Each attempt asks the cluster-wide circuit breaker right before it is sent, and tells it how it ended.</summary>
internal sealed class BreakerStrategy(ICallBreaker breaker) : ResilienceStrategy<HttpResponseMessage>
{
    /// <summary>How an attempt ended as far as the provider's health goes: only its own faults count.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="wasCutOff">Whether it was sent, and then ended by a timeout or deadline and not by its caller.</param>
    internal static AttemptOutcome OutcomeOf(Outcome<HttpResponseMessage> outcome, bool wasCutOff) => outcome switch
    {
        { Result: { } response } => response.StatusCode >= HttpStatusCode.InternalServerError && !ProviderCall.IsReplay(response)
            ? AttemptOutcome.Failed : AttemptOutcome.Answered,
        { Exception: HttpRequestException or IOException or TimeoutRejectedException } => AttemptOutcome.Failed,
        { Exception: ProviderCallException } => AttemptOutcome.Answered,
        { Exception: OperationCanceledException } when wasCutOff => AttemptOutcome.Failed,
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
            verdict = call.UnusedProbe ?? await breaker.AskAsync(account, endpoint, context.CancellationToken);
        }
        catch (OperationCanceledException e)
        {
            return Outcome.FromException<HttpResponseMessage>(e);
        }

        call.UnusedProbe = null;
        if (!verdict.MaySend)
        {
            return Outcome.FromException<HttpResponseMessage>(CallFaults.CircuitOpen(call, verdict));
        }

        if (call.HasPermitExpired)
        {
            if (verdict.IsProbe)
            {
                call.UnusedProbe = verdict;
            }
            else
            {
                breaker.Report(account, endpoint, verdict, AttemptOutcome.Abandoned);
            }

            return Outcome.FromException<HttpResponseMessage>(PermitExpiredException.Instance);
        }

        var before = call.Attempts;
        var outcome = await callback(context, state);
        var wasSent = call.Attempts > before;
        breaker.Report(account, endpoint, verdict, wasSent ? OutcomeOf(outcome, !call.Caller.IsCancellationRequested) : AttemptOutcome.Abandoned);
        return outcome;
    }
}
