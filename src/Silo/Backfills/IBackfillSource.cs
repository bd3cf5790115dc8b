namespace Signalbox.Backfills;

/// <summary>What providers have, as they list it. Safe for any number of callers at once.</summary>
internal interface IBackfillSource
{
    /// <summary>The accounts that can be asked now.</summary>
    IReadOnlyList<string> Accounts { get; }

    /// <summary>Completes when <see cref="Accounts"/> may have become others since the call.</summary>
    Task AccountsChangedAsync(CancellationToken cancellationToken);

    /// <summary>One page of a list, newest first.</summary>
    /// <param name="account">One of <see cref="Accounts"/>.</param>
    /// <param name="kind">One of <see cref="BackfillKinds.All"/>.</param>
    /// <param name="after">The id of the object before; <see langword="null"/>: from the beginning.</param>
    /// <param name="limit">The most objects.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BackfillException">There is no such page now.</exception>
    Task<BackfillPage> ReadAsync(string account, string kind, string? after, int limit, CancellationToken cancellationToken);
}

/// <summary>One page of a list.</summary>
/// <param name="Objects">Its objects, in the list's order.</param>
/// <param name="HasMore">Whether the list goes on.</param>
/// <param name="AsOf">When it was answered, by the provider's clock (unix seconds).</param>
internal sealed record BackfillPage(IReadOnlyList<ListedObject> Objects, bool HasMore, long AsOf);

/// <summary>An object of a list.</summary>
/// <param name="Id">The provider's id of it.</param>
/// <param name="Json">Its own bytes.</param>
internal readonly record struct ListedObject(string Id, ReadOnlyMemory<byte> Json);

/// <summary>A page could not be read.</summary>
/// <param name="message">The kind of fault, a colon, and what can be done about it. No secret.</param>
/// <param name="cause">Where it comes from.</param>
internal sealed class BackfillException(string message, Exception cause) : Exception(message, cause)
{
    /// <summary>When trying again may help; <see langword="null"/> if nothing is known.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the key may not list objects of this kind, or is not taken at all: asking again does not help.</summary>
    internal bool IsForbidden { get; init; }

    /// <summary>Whether the object that the page was to begin after is not listed any more.</summary>
    internal bool IsCursorGone { get; init; }
}
