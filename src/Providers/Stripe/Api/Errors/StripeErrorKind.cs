namespace Signalbox.Providers.Stripe.Api;

/// <summary>What went wrong with a call to Stripe, as far as it decides what to do next.</summary>
public enum StripeErrorKind
{
    /// <summary>No whole answer came: no connection, or it broke.</summary>
    Network = 0,

    /// <summary>The answer did not come in time.</summary>
    Timeout = 1,

    /// <summary>Too many requests (429).</summary>
    RateLimited = 2,

    /// <summary>The key is wrong, revoked, or not allowed to do this (401, 403).</summary>
    Authentication = 3,

    /// <summary>Stripe refuses the parameters, or what they ask for in the object's present state.</summary>
    InvalidRequest = 4,

    /// <summary>The object that the call is about does not exist (404), in this account and mode.</summary>
    NotFound = 5,

    /// <summary>Another call holds the object or the idempotency key just now (409, or 429 with <c>lock_timeout</c>).</summary>
    Conflict = 6,

    /// <summary>The payment was declined or cannot be made (402).</summary>
    Declined = 7,

    /// <summary>Stripe failed (5xx).</summary>
    ProviderFault = 8,

    /// <summary>An answer came that is not one of Stripe's: malformed, empty, a web page, too large, or of another object.</summary>
    UnexpectedResponse = 9,

    /// <summary>The idempotency key was used before with other parameters.</summary>
    IdempotencyConflict = 10,
}
