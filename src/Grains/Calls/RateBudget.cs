namespace Signalbox.Calls;

/// <summary>What is left of a rate limit, as its row keeps it. All times are the database's.</summary>
/// <param name="Bucket">What may be given out at once.</param>
/// <param name="Window">What was given out lately.</param>
/// <param name="Refresh">What refreshing reads are owed.</param>
/// <param name="Bulk">What bulk calls are owed.</param>
internal sealed record RateBudget(TokenBucket Bucket, GrantWindow Window, FairShare Refresh, FairShare Bulk)
{
    /// <summary>A limit of which nothing has been used.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="now">The database's clock.</param>
    internal static RateBudget Untouched(CallLimit limit, DateTimeOffset now) =>
        new(new TokenBucket(RateShape.Of(limit).Burst, now), GrantWindow.Empty, FairShare.None, FairShare.None);

    /// <summary>A limit of which nobody knows how much was used until now: taken to be all of it.</summary>
    /// <inheritdoc cref="Untouched"/>
    internal static RateBudget Spent(CallLimit limit, DateTimeOffset now) =>
        new(new TokenBucket(0, now), GrantWindow.Empty.Add(limit.Requests, RateShape.Of(limit), now), FairShare.None, FairShare.None);

    /// <summary>The budget on a clock that stepped ahead: what was given out, was given out that much later than it seems.</summary>
    /// <param name="step">How far it stepped; not negative.</param>
    /// <param name="now">The database's clock after it.</param>
    internal RateBudget Stepped(TimeSpan step, DateTimeOffset now) => step <= TimeSpan.Zero ? this : this with
    {
        Bucket = Bucket with { At = Bucket.At + step < now ? Bucket.At + step : now },
        Window = Window.Stepped(step, now),
    };
}
