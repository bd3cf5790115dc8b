using System.Runtime.CompilerServices;
using Signalbox.Providers;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe;
using Signalbox.Providers.Stripe.Api;
using Signalbox.Sources;

namespace Signalbox.Gaps;

/// <summary>Stripe's list of events: https://docs.stripe.com/api/events/list.</summary>
internal sealed class StripeEventList(StripeClients clients, AccountIdentity identity, AccountDirectory accounts) : IEventList
{
    private const string Operation = "events.list";

    // An hour less than Stripe lists them: what is about to vanish from the list is no bound to search from.
    private static readonly TimeSpan Reach = TimeSpan.FromDays(30) - TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public IReadOnlyList<string> Accounts => [.. accounts.Settings.Where(static a => StripeClients.CanCall(a) && !a.IsDisabled).Select(static a => a.Name)];

    /// <inheritdoc/>
    public Task AccountsChangedAsync(CancellationToken cancellationToken) => accounts.ChangedAsync(cancellationToken);

    /// <inheritdoc/>
    public TimeSpan ReachOf(string account) => Reach;

    /// <inheritdoc/>
    public async IAsyncEnumerable<EventPage> PagesAsync(
        string account, long from, long? until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new EventListRequest
        {
            Limit = StripeListRequest.MaxLimit,
            Created = new StripeRange { From = Time(from), Until = until is { } last ? Time(last) : null },
        };
        if (await identity.FaultOfAsync(account, CallPriority.Refresh, cancellationToken) is { } other)
        {
            throw new EventListException(other, retryAfter: null, new InvalidOperationException("The account's API key is not to be used."));
        }

        while (true)
        {
            var page = await ReadAsync(account, request, cancellationToken);
            if (page is null)
            {
                request = request with { Limit = Math.Max(1, request.Limit!.Value / 4) };
                continue;
            }

            yield return new EventPage([.. page.Items.Select(Read)], page.Answer.Date);
            if (!page.HasMore)
            {
                yield break;
            }

            if (page.Items is not [.., var oldest] || oldest.Id == request.StartingAfter)
            {
                // Otherwise the same page would be read for ever.
                throw new EventListException(
                    "UnexpectedResponse: the list of events says that it goes on, and does not.", retryAfter: null, new InvalidDataException($"The list does not go on after '{request.StartingAfter}'."));
            }

            request = request with { StartingAfter = oldest.Id };
        }
    }

    /// <returns><see langword="null"/> if no such answer can be read, but perhaps a smaller one.</returns>
    private async Task<StripePage<StripeEvent>?> ReadAsync(string account, EventListRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await clients.Of(account).Events.ListAsync(request, StripeClients.Call(account, Operation, CallPriority.Refresh), cancellationToken);
        }
        catch (Exception e) when (request.Limit > 1
            && e is StripeException { Kind: StripeErrorKind.UnexpectedResponse } or ProviderCallException { Fault: ProviderCallFault.UnexpectedResponse })
        {
            return null;
        }
        catch (StripeException e)
        {
            throw new EventListException($"{e.Kind}: {e.Remedy}", e.RetryAfter, e);
        }
        catch (ProviderCallException e)
        {
            throw new EventListException($"{e.Fault}: {e.Message}", e.RetryAfter, e);
        }
    }

    private static ListedEvent Read(StripeEvent one)
    {
        var fault = StripeEnvelope.Read(one.Raw.Span, out var envelope);
        return new ListedEvent(fault, envelope, one.Raw);
    }

    private static DateTimeOffset Time(long unixSeconds) => DateTimeOffset.FromUnixTimeSeconds(unixSeconds);
}
