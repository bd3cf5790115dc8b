using Signalbox.Providers;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe.Api;
using Signalbox.Sources;

namespace Signalbox.Backfills;

/// <summary>Stripe's lists: https://docs.stripe.com/api/pagination. They begin with what was created last.</summary>
internal sealed class StripeBackfillSource(StripeClients clients, AccountIdentity identity, AccountDirectory accounts, TimeProvider time) : IBackfillSource
{
    private const string CursorParameter = "starting_after";

    /// <inheritdoc/>
    public IReadOnlyList<string> Accounts => StripeClients.AccountsOf(accounts);

    /// <inheritdoc/>
    public Task AccountsChangedAsync(CancellationToken cancellationToken) => accounts.ChangedAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<BackfillPage> ReadAsync(string account, string kind, string? after, int limit, CancellationToken cancellationToken)
    {
        if (await identity.FaultOfAsync(account, CallPriority.Bulk, cancellationToken) is { } other)
        {
            throw new BackfillException(other, new InvalidOperationException("The account's API key is not to be used."));
        }

        var call = StripeClients.Call(account, $"{kind}.list", CallPriority.Bulk);
        while (true)
        {
            try
            {
                return await ListAsync(clients.Of(account), kind, after, limit, call, cancellationToken);
            }
            catch (Exception e) when (limit > 1
                && e is StripeException { Kind: StripeErrorKind.UnexpectedResponse } or ProviderCallException { Fault: ProviderCallFault.UnexpectedResponse })
            {
                // Perhaps it is too large to be read.
                limit = Math.Max(1, limit / 4);
            }
            catch (StripeException e)
            {
                throw new BackfillException($"{e.Kind}: {e.Remedy}", e)
                {
                    RetryAfter = e.RetryAfter,
                    IsForbidden = e.Kind is StripeErrorKind.Authentication || e.Status is 403,
                    IsCursorGone = after is not null && e.Param == CursorParameter,
                };
            }
            catch (ProviderCallException e)
            {
                throw new BackfillException($"{e.Fault}: {e.Message}", e) { RetryAfter = e.RetryAfter, IsForbidden = e.Fault is ProviderCallFault.Authentication };
            }
        }
    }

    private async Task<BackfillPage> ListAsync(
        StripeClient client, string kind, string? after, int limit, StripeCallOptions call, CancellationToken cancellationToken) => kind switch
        {
            BackfillKinds.Products => Of(await client.Products.ListAsync(new ProductListRequest { Limit = limit, StartingAfter = after }, call, cancellationToken)),
            BackfillKinds.Prices => Of(await client.Prices.ListAsync(new PriceListRequest { Limit = limit, StartingAfter = after }, call, cancellationToken)),
            BackfillKinds.Customers => Of(await client.Customers.ListAsync(new CustomerListRequest { Limit = limit, StartingAfter = after }, call, cancellationToken)),
            BackfillKinds.Invoices => Of(await client.Invoices.ListAsync(new InvoiceListRequest { Limit = limit, StartingAfter = after }, call, cancellationToken)),

            // Without a status the cancelled ones are left out: https://docs.stripe.com/api/subscriptions/list.
            BackfillKinds.Subscriptions => Of(await client.Subscriptions.ListAsync(
                new SubscriptionListRequest { Status = "all", Limit = limit, StartingAfter = after }, call, cancellationToken)),
            _ => throw new InvalidDataException($"There is no kind of objects '{kind}'."),
        };

    private BackfillPage Of<T>(StripePage<T> page)
        where T : StripeObject =>
        new([.. page.Items.Select(static one => new ListedObject(one.Id, one.Raw))], page.HasMore, (page.Answer.Date ?? time.GetUtcNow()).ToUnixTimeSeconds());
}
