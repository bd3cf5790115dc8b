namespace Signalbox.Calls;

/// <summary>The answer to a <see cref="PermitRequest"/>.</summary>
/// <param name="Outcome">Whether there is a permit.</param>
/// <param name="Permits">How many; 1 or more if granted, otherwise 0.</param>
/// <param name="ReservedAfter">
/// How long after the request's arrival at the grain the permits were reserved, at least. The caller counts their life from the moment of
/// its own call plus this: too early rather than too late.
/// </param>
/// <param name="Lifetime">How long after their reservation the permits may be used.</param>
/// <param name="RetryAfter">If refused: when asking again may help.</param>
[GenerateSerializer, Immutable, Alias("signalbox.permit-grant.v1")]
public sealed record PermitGrant(
    [property: Id(0)] PermitOutcome Outcome,
    [property: Id(1)] int Permits,
    [property: Id(2)] TimeSpan ReservedAfter,
    [property: Id(3)] TimeSpan Lifetime,
    [property: Id(4)] TimeSpan RetryAfter);

/// <summary>What became of a request for a permit.</summary>
[GenerateSerializer, Alias("signalbox.permit-outcome.v1")]
public enum PermitOutcome
{
    /// <summary>There is one or more.</summary>
    Granted = 1,

    /// <summary>Too many wait already with this priority.</summary>
    QueueFull = 2,

    /// <summary>It cannot come, or has not come, within the caller's patience.</summary>
    TooLate = 3,

    /// <summary>The database that keeps the budget did not answer within the caller's patience.</summary>
    Unavailable = 4,
}
