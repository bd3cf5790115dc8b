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

    /// <summary>The object as it is, or that it is gone.</summary>
    internal sealed record Found(ObservedObject Object) : ObjectAnswer
    {
        /// <summary>Whether the provider did not find it: it was deleted, or never was.</summary>
        internal bool IsMissing { get; init; }
    }

    /// <summary>There is no answer at the moment, and for other objects there will hardly be one either.</summary>
    internal sealed record Refused(string Reason) : ObjectAnswer
    {
        /// <summary>What holds it back.</summary>
        internal RefusalCause Cause { get; init; } = RefusalCause.Away;

        /// <summary>When trying again may help; <see langword="null"/> if nobody knows.</summary>
        internal TimeSpan? RetryAfter { get; init; }
    }

    /// <summary>There is none for this object.</summary>
    internal sealed record Unreadable(string Reason) : ObjectAnswer;
}

/// <summary>Why there is no answer of a provider.</summary>
internal enum RefusalCause
{
    /// <summary>The provider is away: an open circuit, no connection, no time, or it fails.</summary>
    Away = 1,

    /// <summary>The rate limit leaves no room: ours, or the provider's.</summary>
    RateLimited = 2,

    /// <summary>The provider does not know the account's key.</summary>
    Unauthorized = 3,
}
