using System.Collections.Frozen;
using System.Text.Json;
using Signalbox.Hosting;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>The product's commands as calls to Stripe. The operation's id is the idempotency key: https://docs.stripe.com/api/idempotent_requests.</summary>
internal sealed class StripeCommands : IProviderCommands, IDisposable
{
    private readonly FrozenDictionary<string, StripeClient> _clients;
    private readonly HttpClient _http;

    public StripeCommands(SignalboxSettings settings, HttpMessageHandler handler, TimeProvider time)
    {
        _http = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        _clients = settings.Accounts
            .Where(static a => a.Provider == AccountsReader.Stripe && a.ApiKey is not null)
            .ToFrozenDictionary(static a => a.Name, a => new StripeClient(_http, new StripeApiKey(a.ApiKey!), OptionsOf(a), time));
    }

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
            var answer = await CallAsync(client, operation, new StripeCallOptions { IdempotencyKey = operation.Shown.Id }, cancellationToken);
            return AttemptResult.Final(new Outcome(200, answer.Raw));
        }
        catch (StripeException e)
        {
            return StripeOutcomes.Of(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

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
