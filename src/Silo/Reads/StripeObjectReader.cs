using Microsoft.Extensions.Options;
using Signalbox.Projections;
using Signalbox.Providers;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe;
using Signalbox.Providers.Stripe.Api;
using Signalbox.Streams;

namespace Signalbox.Reads;

/// <summary>Reads Stripe's objects, through the pipeline that all calls go through.</summary>
internal sealed class StripeObjectReader : IObjectReader
{
    private readonly StripeClients _clients;
    private readonly AccountIdentity _identity;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly StripeProjection _projection;

    public StripeObjectReader(StripeClients clients, AccountIdentity identity, IOptions<ReadOptions> options, TimeProvider time, StripeProjection projection) =>
        (_clients, _identity, _patience, _time, _projection) = (clients, identity, options.Value.Timeout, time, projection);

    /// <inheritdoc/>
    public async Task<ObjectAnswer> ReadAsync(string account, ObjectKey key, bool? livemode, CallPriority priority, CancellationToken cancellationToken)
    {
        if (_clients.Find(account) is not var (client, ofKey))
        {
            return new ObjectAnswer.Unreadable("the account has no API key");
        }

        if (ofKey is { } mode && livemode is { } own && mode != own)
        {
            return new ObjectAnswer.Unreadable($"it is of {(own ? "live" : "test")} mode and the account's API key is not");
        }

        try
        {
            if (await _identity.FaultOfAsync(account, priority, cancellationToken) is { } other)
            {
                return new ObjectAnswer.Refused(other);
            }

            var call = new StripeCallOptions { Configure = request => Describe(request, account, priority) };
            var found = await RetrieveAsync(client, key, call, cancellationToken);
            return _projection.Observe(account, found.Raw, SecondOf(found.Answer.Date)) is { } observed
                ? new ObjectAnswer.Found(observed)
                : new ObjectAnswer.Unreadable("the answer is nothing that is projected");
        }
        catch (StripeException e) when (e.Kind is StripeErrorKind.NotFound)
        {
            return new ObjectAnswer.NotFound(_projection.Gone(account, key, SecondOf(e.Date)));
        }
        catch (StripeException e)
        {
            return AnswerOf(e);
        }
        catch (ProviderCallException e)
        {
            return e.Fault switch
            {
                ProviderCallFault.RateLimited => new ObjectAnswer.Refused(e.Message) { Cause = RefusalCause.RateLimited, RetryAfter = e.RetryAfter },
                ProviderCallFault.CircuitOpen => new ObjectAnswer.Refused(e.Message) { RetryAfter = e.RetryAfter },
                ProviderCallFault.Authentication => new ObjectAnswer.Refused(e.Message) { Cause = RefusalCause.Unauthorized },
                ProviderCallFault.UnexpectedResponse => new ObjectAnswer.Unreadable(e.Message),
                _ => new ObjectAnswer.Failed(e.Message),
            };
        }
        catch (ArgumentException e)
        {
            // An id that cannot be in a path: "." or "..".
            return new ObjectAnswer.Unreadable(e.Message);
        }
    }

    private static async Task<StripeObject> RetrieveAsync(StripeClient client, ObjectKey key, StripeCallOptions call, CancellationToken cancellationToken) =>
        key.Table switch
        {
            ProjectionTable.Customers => await client.Customers.RetrieveAsync(key.Id, call, cancellationToken),
            ProjectionTable.Subscriptions => await client.Subscriptions.RetrieveAsync(key.Id, call, cancellationToken),
            ProjectionTable.Invoices => await client.Invoices.RetrieveAsync(key.Id, call, cancellationToken),
            ProjectionTable.PaymentIntents => await client.PaymentIntents.RetrieveAsync(key.Id, call, cancellationToken),
            ProjectionTable.Charges => await client.Charges.RetrieveAsync(key.Id, call, cancellationToken),
            ProjectionTable.Disputes => await client.Disputes.RetrieveAsync(key.Id, call, cancellationToken),
            ProjectionTable.CheckoutSessions => await client.CheckoutSessions.RetrieveAsync(key.Id, call, cancellationToken),
            ProjectionTable.Products => await client.Products.RetrieveAsync(key.Id, call, cancellationToken),
            ProjectionTable.Prices => await client.Prices.RetrieveAsync(key.Id, call, cancellationToken),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static ObjectAnswer AnswerOf(StripeException e)
    {
        var reason = $"{e.Kind}: {e.Remedy}";
        return e switch
        {
            // A restricted key that may not read objects of this kind, but others.
            { Status: 403 } => new ObjectAnswer.Unreadable(reason),
            { Kind: StripeErrorKind.Authentication } => new ObjectAnswer.Refused(reason) { Cause = RefusalCause.Unauthorized },
            { Kind: StripeErrorKind.RateLimited } => new ObjectAnswer.Refused(reason) { Cause = RefusalCause.RateLimited, RetryAfter = e.RetryAfter },
            { IsTransient: true } or { Kind: StripeErrorKind.ProviderFault or StripeErrorKind.Network } => new ObjectAnswer.Failed(reason),
            _ => new ObjectAnswer.Unreadable(reason),
        };
    }

    private void Describe(HttpRequestMessage request, string account, CallPriority priority)
    {
        request.Options.Set(ProviderCall.Account, account);
        request.Options.Set(ProviderCall.Operation, request.Options.TryGetValue(StripeRequestOptions.Operation, out var name) ? name : "retrieve");
        request.Options.Set(ProviderCall.Priority, priority);
        request.Options.Set(ProviderCall.Deadline, _time.GetUtcNow() + _patience);
        request.Options.Set(ProviderCall.ReadsRefusals, true);
    }

    private long SecondOf(DateTimeOffset? date) => (date ?? _time.GetUtcNow()).ToUnixTimeSeconds();
}
