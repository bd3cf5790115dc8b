using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Signalbox.Destinations;

/// <summary>Why a destination was not changed, for people and programs.</summary>
internal static class DestinationProblems
{
    internal static IResult Unknown() => Problems.Result(404, "unknown_destination", "There is no destination of this id. GET /v1/destinations lists those that there are.");

    internal static IResult Of(DestinationOutcome outcome) => outcome switch
    {
        DestinationOutcome.Unknown => Unknown(),
        DestinationOutcome.SecretKnown => Problems.Result(409, "secret_known", "The destination has this secret, without an end, and no other would end sooner."),
        DestinationOutcome.UnknownSecret => Problems.Result(404, "unknown_secret", "The destination has no secret of this fingerprint. GET /v1/destinations/{id} lists those that it has."),
        DestinationOutcome.LastSecret => Problems.Result(
            409, "last_secret", "This is the last secret of the destination that lasts; without it nothing could be signed. Add another one first, or disable the destination."),
        DestinationOutcome.TooMany => Problems.Result(
            409, "too_many", $"There are as many as there may be: {DestinationRequest.MostSecrets} secrets a destination, {DestinationRequest.MostDestinations} destinations. Retire or delete some."),
        _ => throw new UnreachableException(),
    };
}
