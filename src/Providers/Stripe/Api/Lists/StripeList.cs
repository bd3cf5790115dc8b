namespace Signalbox.Providers.Stripe.Api;

/// <summary>
/// A resource that can be listed. Stripe's lists begin with what was created last. Safe for any number of callers at once.
/// </summary>
/// <typeparam name="TRequest">What can be asked for.</typeparam>
/// <typeparam name="T">The objects.</typeparam>
public abstract class StripeList<TRequest, T>
    where TRequest : StripeListRequest, new()
    where T : StripeObject
{
    private protected StripeList()
    {
    }

    private protected abstract StripeOperation ListOperation { get; }

    /// <summary>One page.</summary>
    /// <param name="request">Where to begin, and what to leave out. <see langword="null"/>: the newest objects.</param>
    /// <param name="call">What is asked for besides.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="StripeException">There is no such answer.</exception>
    /// <exception cref="ArgumentException">The request cannot be sent.</exception>
    public Task<StripePage<T>> ListAsync(TRequest? request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        ReadPageAsync(request ?? new TRequest(), call, cancellationToken);

    /// <summary>
    /// Page after page until the list ends, each read when it is asked for. After a page was handled, the id of its last object as
    /// <see cref="StripeListRequest.StartingAfter"/> (going to newer objects: of its first, as
    /// <see cref="StripeListRequest.EndingBefore"/>) is where another run goes on.
    /// </summary>
    /// <inheritdoc cref="ListAsync"/>
    public IAsyncEnumerable<StripePage<T>> PagesAsync(TRequest? request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        StripePager.PagesAsync(
            ListOperation,
            request ?? new TRequest(),
            (next, token) => ReadPageAsync(next, call, token),
            cancellationToken);

    /// <summary>
    /// Object after object until the list ends: from new to old, or from old to new if the request has
    /// <see cref="StripeListRequest.EndingBefore"/>. Pages are read as they are needed.
    /// </summary>
    /// <inheritdoc cref="ListAsync"/>
    public IAsyncEnumerable<T> AllAsync(TRequest? request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        StripePager.ItemsAsync(PagesAsync(request, call, cancellationToken), request?.EndingBefore is not null, cancellationToken);

    private protected abstract Task<StripePage<T>> ReadPageAsync(TRequest request, StripeCallOptions? call, CancellationToken cancellationToken);
}
