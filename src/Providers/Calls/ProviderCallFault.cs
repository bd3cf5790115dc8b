namespace Signalbox.Providers.Calls;

/// <summary>What kind of failure a <see cref="ProviderCallException"/> is.</summary>
public enum ProviderCallFault
{
    /// <summary>No connection, or it broke.</summary>
    Network = 1,

    /// <summary>No answer in time.</summary>
    Timeout = 2,

    /// <summary>The rate limit leaves no room: ours before the call, or the provider's.</summary>
    RateLimited = 3,

    /// <summary>The provider has been failing, and calls are held back for a while.</summary>
    CircuitOpen = 4,

    /// <summary>The credentials are wrong or may not do this (401, 403).</summary>
    Authentication = 5,

    /// <summary>The provider refused the request for what it asks (other 4xx).</summary>
    InvalidRequest = 6,

    /// <summary>The provider does not have the object (404).</summary>
    NotFound = 7,

    /// <summary>The request does not go together with the object's state, or with an earlier request of the same key (409).</summary>
    Conflict = 8,

    /// <summary>The provider failed (5xx).</summary>
    ProviderFault = 9,

    /// <summary>The provider sent something that is no answer: too large, malformed, or a status that has no meaning here.</summary>
    UnexpectedResponse = 10,
}
