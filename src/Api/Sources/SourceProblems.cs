using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Signalbox.Sources;

/// <summary>Why a source was not changed, for people and programs.</summary>
internal static class SourceProblems
{
    /// <summary>Somebody has removed the definition of the source's provider.</summary>
    internal static IResult UnknownProvider(string provider) => Problems.Result(
        409, "unknown_provider", $"The source's provider '{provider}' is not defined any more, so that what it sends cannot be verified. GET /v1/providers lists those that are.");

    internal static IResult Unknown() => Problems.Result(404, "unknown_source", "There is no source of this name. GET /v1/sources lists those that there are.");

    internal static IResult Of(SourceOutcome outcome, string name) => outcome switch
    {
        SourceOutcome.Unknown => Unknown(),
        SourceOutcome.FromSettings => Problems.Result(
            409, "managed_by_settings", $"The source '{name}' is in the settings: change Signalbox__Accounts__{name}__… (or STRIPE_WEBHOOK_SECRET and STRIPE_API_KEY for 'stripe') in the environment or .env, and restart. With no account in the settings, 'stripe' is the one for development."),
        SourceOutcome.NameTaken => Problems.Result(409, "name_taken", $"There is a source '{name}'."),
        SourceOutcome.OtherProvider => Problems.Result(
            409, "other_provider", $"A deleted source '{name}' was another provider's, and its events are still here under that name. Take another name."),
        SourceOutcome.Unapplied => Problems.Result(
            409, "unapplied_events", $"The source '{name}' has events that are not applied yet. Disable it and wait, look at GET /v1/dead-letters?account={name}, or delete it with ?force=true: then they are applied behind it."),
        SourceOutcome.SecretKnown => Problems.Result(409, "secret_known", $"The source '{name}' has this secret, without an end, and no other would end sooner."),
        SourceOutcome.UnknownSecret => Problems.Result(404, "unknown_secret", $"The source '{name}' has no secret of this fingerprint. GET /v1/sources/{name} lists those that it has."),
        SourceOutcome.LastSecret => Problems.Result(
            409, "last_secret", $"This is the last secret of '{name}' that is valid; without it no webhook could be verified. Add another one first, or disable the source."),
        SourceOutcome.TooMany => Problems.Result(
            409, "too_many", $"There are as many as there may be: {SourceRequest.MostSecrets} secrets a source, 1000 sources. Retire or delete some."),
        _ => throw new UnreachableException(),
    };
}
