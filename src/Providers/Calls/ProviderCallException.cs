using System.Net;

namespace Signalbox.Providers.Calls;

/// <summary>
/// A call to a provider that brought no usable answer. The message says what happened and what the caller can do; it holds names, codes and
/// ids, never a credential, a header, or anything of a body.
/// </summary>
public sealed class ProviderCallException : Exception
{
    internal ProviderCallException(ProviderCallFault fault, ProviderCallOrigin origin, string message, Exception? innerException = null)
        : base(message, innerException) => (Fault, Origin) = (fault, origin);

    /// <summary>What kind of failure it is.</summary>
    public ProviderCallFault Fault { get; }

    /// <summary>Where the call went.</summary>
    public ProviderCallOrigin Origin { get; }

    /// <summary>The status of the provider's answer; <see langword="null"/> if there was none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>What the provider says of it; <see langword="null"/> if there was no answer.</summary>
    public ProviderError? Error { get; init; }

    /// <summary>The provider's code of the error; <see langword="null"/> if it gave none.</summary>
    public string? ProviderCode => Error?.Code;

    /// <summary>The provider's id of the request; <see langword="null"/> if it gave none.</summary>
    public string? RequestId => Error?.RequestId;

    /// <summary>Whether the same call may well succeed later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether the provider may have acted on the request all the same.</summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>When trying again may help; <see langword="null"/> if nothing is known.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>Where a call went.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Account">The account.</param>
/// <param name="Operation">The operation's name.</param>
public sealed record ProviderCallOrigin(string Provider, string Account, string Operation);
