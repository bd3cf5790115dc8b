using System.Collections.Frozen;
using System.Text.Json;
using Signalbox.Calls;
using Signalbox.Hosting;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>The product's commands as calls to Stripe. The operation's id is the idempotency key: https://docs.stripe.com/api/idempotent_requests.</summary>
internal sealed class StripeCommands : IProviderCommands
{
    private readonly FrozenDictionary<string, StripeClient> _clients;

    /// <param name="settings">The accounts and their keys.</param>
    /// <param name="http">Sends requests through the pipeline of the provider; <see langword="null"/> where this process calls nobody.</param>
    /// <param name="time">The clock.</param>
    public StripeCommands(SignalboxSettings settings, IHttpClientFactory? http, TimeProvider time)
    {
        CallsHere = http is not null;
        _clients = settings.Accounts
            .Where(static a => a.Provider == AccountsReader.Stripe && a.ApiKey is not null)
            .ToFrozenDictionary(
                static a => a.Name,
                a => new StripeClient(http?.CreateClient(CallHosting.Stripe) ?? new HttpClient(), new StripeApiKey(a.ApiKey!), OptionsOf(a), time));
    }

    /// <inheritdoc/>
    public bool CallsHere { get; }

    /// <inheritdoc/>
    public bool CanCall(string account) => _clients.ContainsKey(account);

    /// <inheritdoc/>
    public async Task<AttemptResult> AttemptAsync(StoredOperation operation, CancellationToken cancellationToken)
    {
        if (!_clients.TryGetValue(operation.Shown.Account, out var client))
        {
            return AttemptResult.Unknown($"The account '{operation.Shown.Account}' has no API key here (Signalbox:Accounts:{operation.Shown.Account}:ApiKey).");
        }

        try
        {
            var answer = await CallAsync(client, operation, new StripeCallOptions { IdempotencyKey = operation.Shown.Id, Configure = request => Describe(request, operation.Shown) }, cancellationToken);
            return AttemptResult.Final(new Outcome(200, answer.Raw));
        }
        catch (StripeException e)
        {
            return StripeOutcomes.Of(e);
        }
        catch (ProviderCallException e)
        {
            // No permit, an open circuit, or no answer after all retries: nothing is known, or nothing was sent.
            return AttemptResult.Unknown(e.Message, e.RetryAfter);
        }
    }

    private static void Describe(HttpRequestMessage request, Operation operation)
    {
        request.Options.Set(ProviderCall.Account, operation.Account);
        request.Options.Set(ProviderCall.Operation, operation.Name);
        request.Options.Set(ProviderCall.ReadsRefusals, true);
    }

    private static StripeClientOptions OptionsOf(AccountSettings account) =>
        account.ApiBaseUrl is { } url ? new StripeClientOptions { BaseUrl = url } : new StripeClientOptions();

    private static async Task<StripeObject> CallAsync(StripeClient client, StoredOperation operation, StripeCallOptions call, CancellationToken cancellationToken) =>
        operation.Shown.Name switch
        {
            CommandNames.CreateCustomer => await client.Customers.CreateAsync(Read(operation, CommandJson.Default.CustomerCreateRequest), call, cancellationToken),
            CommandNames.CreatePayment => await client.PaymentIntents.CreateAsync(Read(operation, CommandJson.Default.PaymentIntentCreateRequest), call, cancellationToken),
            CommandNames.CreateRefund => await client.Refunds.CreateAsync(Read(operation, CommandJson.Default.RefundCreateRequest), call, cancellationToken),
            var name => throw new InvalidDataException($"There is no command '{name}'."),
        };

    private static T Read<T>(StoredOperation operation, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(operation.Request.Span, type) ?? throw new InvalidDataException($"{operation.Shown.Id} holds no request.");
}
