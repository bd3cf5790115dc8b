namespace Signalbox.Providers.Calls;

/// <summary>What a provider says of a request that it refused or failed. A provider's client may derive from it to say more.</summary>
public record ProviderError
{
    /// <summary>The provider's code of the error, such as <c>card_declined</c>; <see langword="null"/> if it gave none.</summary>
    public string? Code { get; init; }

    /// <summary>The provider's id of the request; <see langword="null"/> if it gave none.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the provider says that repeating helps, or does not; <see langword="null"/> if it does not say.</summary>
    public bool? ShouldRetry { get; init; }

    /// <summary>Whether the request was refused for the account's rate, so that the whole cluster must pause.</summary>
    public bool IsRateLimit { get; init; }

    /// <summary>With <see cref="IsRateLimit"/>: whether only the limit of the request's own class is used up, not the account's.</summary>
    public bool IsClassLimit { get; init; }
}
