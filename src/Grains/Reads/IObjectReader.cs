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
    /// <param name="livemode">Whether the object is known to be of the provider's live mode: to a key of the other mode it would seem deleted.</param>
    /// <param name="priority">Who goes first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ObjectAnswer> ReadAsync(string account, ObjectKey key, bool livemode, CallPriority priority, CancellationToken cancellationToken);
}

/// <summary>What came of a request.</summary>
internal abstract record ObjectAnswer
{
    private ObjectAnswer()
    {
    }

    /// <summary>The object as it is, or that it is gone.</summary>
    internal sealed record Found(ObservedObject Object) : ObjectAnswer;

    /// <summary>There is no answer at the moment, and for other objects there will hardly be one either.</summary>
    internal sealed record Refused(string Reason) : ObjectAnswer;

    /// <summary>There is none for this object.</summary>
    internal sealed record Unreadable(string Reason) : ObjectAnswer;
}
