using Microsoft.Extensions.Options;
using Signalbox.Providers;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>The product's commands as calls to Stripe. The operation's id is the idempotency key: https://docs.stripe.com/api/idempotent_requests.</summary>
internal sealed class StripeCommands : IProviderCommands
{
    private readonly StripeClients _clients;
    private readonly IOperationStore _store;
    private readonly TimeSpan _callTimeout;
    private readonly TimeProvider _time;

    /// <param name="clients">The clients of the accounts.</param>
    /// <param name="store">Where it is written down what an attempt looked up.</param>
    /// <param name="options">How long a call may take.</param>
    /// <param name="time">The clock.</param>
    public StripeCommands(StripeClients clients, IOperationStore store, IOptions<OperationOptions> options, TimeProvider time) =>
        (_clients, _store, _callTimeout, _time) = (clients, store, options.Value.CallTimeout, time);

    /// <inheritdoc/>
    public bool CallsHere => true;

    /// <inheritdoc/>
    public bool CanCall(string account) => _clients.Find(account) is not null;

    /// <inheritdoc/>
    public CommandSubject SubjectOf(OperationAttempt attempt) => StripeCommandTable.SubjectOf(attempt);

    /// <inheritdoc/>
    public async Task<AttemptResult> AttemptAsync(OperationAttempt attempt)
    {
        if (_clients.Find(attempt.Account) is not (var client, _))
        {
            return new AttemptResult.NotSent(503, $"The account '{attempt.Account}' has no API key here (Signalbox:Accounts:{attempt.Account}:ApiKey).", null);
        }

        var command = StripeCommandTable.Find(attempt.Name);
        using var timeout = new CancellationTokenSource(_callTimeout, _time);
        var call = new StripeCommandCall(client, attempt, _store, _time.GetUtcNow() + _callTimeout, timeout.Token);
        try
        {
            var answer = await command.SendAsync(call);
            return new AttemptResult.Final(new Outcome(200, answer.Raw), new ProviderAnswer(answer.Raw, answer.Answer.Date, answer.Answer.IsReplay));
        }
        catch (CommandRefusedException e)
        {
            return e.Result;
        }
        catch (StripeException e)
        {
            return StripeOutcomes.Of(e, isSent: call.Sent.Count > 0, call.MayBeRepeated);
        }
        catch (ProviderCallException e) when (call.Sent.Count == 0)
        {
            return new AttemptResult.NotSent(e.Fault is ProviderCallFault.RateLimited ? 429 : 503, e.Message, e.RetryAfter);
        }
        catch (ProviderCallException e)
        {
            return new AttemptResult.Unknown(e.Message, e.RetryAfter);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return call.Sent.Count == 0
                ? new AttemptResult.NotSent(503, $"The provider could not be asked within {_callTimeout.TotalSeconds:0.###} s. Nothing was sent.", null)
                : new AttemptResult.Unknown($"The provider did not answer within {_callTimeout.TotalSeconds:0.###} s.");
        }
    }
}
