using System.Runtime.CompilerServices;

namespace Signalbox.Providers.Stripe.Api;

/// <summary>
/// Reads a list to its end. With <see cref="StripeListRequest.EndingBefore"/> it goes from old to new, otherwise from new to old; in both
/// cases each object's id, given as the same bound, is where a later run goes on.
/// </summary>
internal static class StripePager
{
    /// <param name="operation">The call.</param>
    /// <param name="request">Where to begin, and what to leave out.</param>
    /// <param name="readPage">Reads one page.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal static async IAsyncEnumerable<StripePage<T>> PagesAsync<TRequest, T>(
        StripeOperation operation,
        TRequest request,
        Func<TRequest, CancellationToken, Task<StripePage<T>>> readPage,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : StripeListRequest
        where T : StripeObject
    {
        request = request with { Limit = request.Limit ?? StripeListRequest.MaxLimit };
        var isTowardsNewer = request.EndingBefore is not null;
        while (true)
        {
            var page = await readPage(request, cancellationToken);
            yield return page;
            if (!page.HasMore)
            {
                yield break;
            }

            var bound = page.Items.Count == 0 ? null : page.Items[isTowardsNewer ? 0 : ^1].Id;
            if (bound is null || bound == (isTowardsNewer ? request.EndingBefore : request.StartingAfter))
            {
                // Otherwise the same page would be read for ever.
                var head = new AnswerHead(
                    page.Answer.Status, page.Answer.RequestId, page.Answer.IsReplay, ShouldRetry: null, RetryAfter: null, page.Answer.ApiVersion, page.Answer.Date);
                throw StripeErrors.Unexpected(operation, head, "the list does not go on", isTransient: false);
            }

            request = isTowardsNewer ? request with { EndingBefore = bound } : request with { StartingAfter = bound };
        }
    }

    internal static async IAsyncEnumerable<T> ItemsAsync<T>(
        IAsyncEnumerable<StripePage<T>> pages, bool isTowardsNewer, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : StripeObject
    {
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            foreach (var item in isTowardsNewer ? page.Items.Reverse() : page.Items)
            {
                yield return item;
            }
        }
    }
}
