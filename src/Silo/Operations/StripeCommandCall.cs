using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>One attempt on its way to Stripe.</summary>
/// <param name="client">The account's client.</param>
/// <param name="attempt">The attempt.</param>
/// <param name="store">Where it is written down what it looked up.</param>
/// <param name="deadline">When nobody needs the answer any more.</param>
/// <param name="cancellationToken">Ends it then.</param>
internal sealed class StripeCommandCall(StripeClient client, OperationAttempt attempt, IOperationStore store, DateTimeOffset deadline, CancellationToken cancellationToken)
{
    internal StripeClient Client { get; } = client;

    internal OperationAttempt Attempt { get; } = attempt;

    internal CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The requests that can have changed something.</summary>
    internal SentRequests Sent { get; } = new();

    /// <summary>Whether the same may have been carried out before, its answer lost.</summary>
    internal bool MayBeRepeated => Attempt.MayHaveBeenSent || Sent.Count > 1;

    /// <summary>For the one request that changes something.</summary>
    internal StripeCallOptions Once => new()
    {
        IdempotencyKey = Attempt.Id,
        Configure = request =>
        {
            Describe(request, Attempt.Name);
            Sent.Follow(request);
        },
    };

    /// <summary>For a look at something.</summary>
    internal StripeCallOptions Look => new() { Configure = request => Describe(request, $"{Attempt.Name}.look") };

    /// <summary>Writes down what was looked up before it is sent, so that each repeat is the same request.</summary>
    /// <returns>What is to be sent.</returns>
    /// <exception cref="CommandRefusedException">Another attempt has begun, which may send something else.</exception>
    internal async Task<string> ResolveAsync(string found) =>
        await store.ResolveAsync(Attempt.Id, Attempt.Number, found, CancellationToken) ?? throw new CommandRefusedException(
            new AttemptResult.NotSent(503, "Another attempt has begun meanwhile.", null));

    private void Describe(HttpRequestMessage request, string operation)
    {
        request.Options.Set(ProviderCall.Account, Attempt.Account);
        request.Options.Set(ProviderCall.Operation, operation);
        request.Options.Set(ProviderCall.ReadsRefusals, true);
        request.Options.Set(ProviderCall.Deadline, deadline);
    }
}
