namespace Signalbox.Providers.Stripe.Api;

/// <summary>What one call asks for besides its parameters.</summary>
public sealed record StripeCallOptions
{
    /// <summary>
    /// Makes a POST happen once however often it is sent with this key: Stripe answers the later ones as it answered the first, errors
    /// included, and forgets the key after 24 hours at the earliest. Not sent with GET and DELETE, where it has no effect.
    /// Source: https://docs.stripe.com/api/idempotent_requests.
    /// </summary>
    /// <value>1 to 255 visible ASCII characters.</value>
    public string? IdempotencyKey { get; init; }

    /// <summary>The connected account that the call is made for. Source: https://docs.stripe.com/api/connected-accounts.</summary>
    /// <value>An id, <c>acct_…</c>.</value>
    public string? Account { get; init; }

    /// <summary>
    /// References to answer as whole objects, for example <c>latest_invoice.payments</c>; in lists with <c>data.</c> before them. At most
    /// four levels. Source: https://docs.stripe.com/api/expanding_objects.
    /// </summary>
    public IReadOnlyList<string>? Expand { get; init; }

    /// <summary>
    /// Is called with each request before it is sent, for what the handlers of the HTTP client want to know of a call (its priority, its
    /// deadline). A list calls it once a page.
    /// </summary>
    public Action<HttpRequestMessage>? Configure { get; init; }

    /// <exception cref="ArgumentException">A value cannot be sent; the message names it.</exception>
    internal void Check()
    {
        if (IdempotencyKey is not null)
        {
            CallerValues.CheckToken(IdempotencyKey, nameof(IdempotencyKey));
        }

        if (Account is not null)
        {
            CallerValues.CheckToken(Account, nameof(Account));
        }
    }
}
