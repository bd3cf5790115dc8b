using Signalbox.Projections;
using Signalbox.Providers.Calls;
using Signalbox.Streams;

namespace Signalbox.Reads;

/// <summary>Reads single objects from the API of an account's provider. Safe for concurrent use.</summary>
internal interface IObjectReader
{
    /// <summary>One request. Never throws for what the provider, the limits or the network do.</summary>
    /// <param name="account">The account.</param>
    /// <param name="key">The object.</param>
    /// <param name="livemode">
    /// Whether the object is of the provider's live mode: to a key of the other mode it would seem deleted. <see langword="null"/> if that is not known.
    /// </param>
    /// <param name="priority">Who goes first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ObjectAnswer> ReadAsync(string account, ObjectKey key, bool? livemode, CallPriority priority, CancellationToken cancellationToken);
}

/// <summary>What came of a request.</summary>
internal abstract record ObjectAnswer
{
    private ObjectAnswer()
    {
    }

    /// <summary>The object as it is, or what the provider says of a deleted one.</summary>
    internal sealed record Found(ObservedObject Object) : ObjectAnswer;

    /// <summary>
    /// The provider has no such object for this key. That says nothing of a deletion: the key may be another account's, or the object a
    /// connected account's. <paramref name="Gone"/> is what to keep if it is known to be deleted.
    /// </summary>
    internal sealed record NotFound(ObservedObject Gone) : ObjectAnswer;

    /// <summary>Nobody is asked now: no permit, an open circuit, a key that is not taken. Others of its kind would not be asked for either.</summary>
    internal sealed record Refused(string Reason) : ObjectAnswer
    {
        /// <summary>What holds it back.</summary>
        internal RefusalCause Cause { get; init; } = RefusalCause.Away;

        /// <summary>When trying again may help; <see langword="null"/> if nobody knows.</summary>
        internal TimeSpan? RetryAfter { get; init; }
    }

    /// <summary>This request failed: no connection, no time, a fault of the provider. That says nothing of other objects.</summary>
    internal sealed record Failed(string Reason) : ObjectAnswer;

    /// <summary>There is none for this object and this key.</summary>
    internal sealed record Unreadable(string Reason) : ObjectAnswer;
}

/// <summary>Why nobody is asked.</summary>
internal enum RefusalCause
{
    /// <summary>The provider has been failing, and its circuit is open; or its key is another account's.</summary>
    Away = 1,

    /// <summary>The rate limit leaves no room: ours, or the provider's.</summary>
    RateLimited = 2,

    /// <summary>The provider does not know the account's key.</summary>
    Unauthorized = 3,
}
