namespace Signalbox.Cache;

/// <summary>What reading an object comes to.</summary>
internal abstract record CachedAnswer
{
    private CachedAnswer()
    {
    }

    /// <summary>The object.</summary>
    /// <param name="Json">The provider's JSON, without white space between its tokens.</param>
    /// <param name="Origin">Where it comes from.</param>
    /// <param name="Age">How long ago the provider was asked; not negative.</param>
    internal sealed record Found(ReadOnlyMemory<byte> Json, AnswerOrigin Origin, TimeSpan Age) : CachedAnswer;

    /// <summary>The provider does not have it.</summary>
    internal sealed record Missing : CachedAnswer;

    /// <summary>There is no answer.</summary>
    /// <param name="Status">The HTTP status: 429, 502 or 503.</param>
    /// <param name="Code">The problem's name.</param>
    /// <param name="Reason">What the matter is, for people.</param>
    /// <param name="RetryAfter">When trying again may help; <see langword="null"/> if nobody knows.</param>
    internal sealed record Refused(int Status, string Code, string Reason, TimeSpan? RetryAfter) : CachedAnswer;
}

/// <summary>Where an answer comes from.</summary>
internal enum AnswerOrigin
{
    /// <summary>From the provider, which was asked just now.</summary>
    Miss = 1,

    /// <summary>From the cache, and nothing was signalled about the object since the provider was asked.</summary>
    Hit = 2,

    /// <summary>From the cache although it may have changed: the provider cannot be asked at the moment.</summary>
    Stale = 3,
}
