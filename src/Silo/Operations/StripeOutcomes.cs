using System.Collections.Frozen;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>What a failed call to Stripe means for its operation.</summary>
internal static class StripeOutcomes
{
    // What a key of another account or mode is answered, too: none of these says that the request itself was looked at.
    private static readonly FrozenSet<string> AboutTheAccount = FrozenSet.Create(
        "account_invalid", "livemode_mismatch", "resource_missing", "secret_key_required", "testmode_charges_only", "tls_version_unsupported");

    /// <summary>
    /// Unknown or passing failures are no outcome: the operation is repeated. Nor is a refusal that would have come just the same had an earlier
    /// request been carried out. The others are, and repeating could only repeat them.
    /// </summary>
    /// <param name="e">The failure.</param>
    /// <param name="isSent">Whether this attempt sent its request; otherwise a look before it failed.</param>
    /// <param name="mayHaveBeenSentBefore">Whether the same request may have reached Stripe before the one that failed.</param>
    internal static AttemptResult Of(StripeException e, bool isSent, bool mayHaveBeenSentBefore)
    {
        var reason = $"{e.Kind}: {e.Remedy}";
        if (e is { IsReplay: true, Status: >= 500 })
        {
            // Stripe keeps the first answer of a key, "including 500 errors": every repeat would get the same
            // (https://docs.stripe.com/api/idempotent_requests).
            return new AttemptResult.Final(Outcome.Problem(
                502,
                "outcome_unknown",
                "The provider failed in the middle of this, and repeats that failure to whoever asks again. Whether it was carried out shows at the provider, in events whose request.idempotency_key is the operation's id.",
                ("request_id", e.RequestId)));
        }

        if (!isSent)
        {
            if (mayHaveBeenSentBefore || e.IsTransient || e.IsOutcomeUnknown || e.Kind is StripeErrorKind.Authentication or StripeErrorKind.RateLimited)
            {
                return new AttemptResult.NotSent(StatusOf(e), reason, e.RetryAfter);
            }
        }
        else if (e.IsOutcomeUnknown || e.IsTransient || e.Kind is StripeErrorKind.IdempotencyConflict
            || (mayHaveBeenSentBefore && !e.IsReplay && !SaysWhatBecameOfTheKey(e)))
        {
            // An idempotency conflict on a first request as well: the operation's id is nobody else's key, so Stripe has seen the operation before.
            return new AttemptResult.Unknown(reason, e.RetryAfter);
        }
        else if (e is { Kind: StripeErrorKind.Authentication or StripeErrorKind.RateLimited, IsReplay: false })
        {
            // Turned away at the door. The right API key, or some patience, and the same idempotency key can be used again.
            return new AttemptResult.NotSent(StatusOf(e), reason, e.RetryAfter);
        }

        var (status, code) = e.Kind switch
        {
            StripeErrorKind.Declined => (402, "declined"),
            StripeErrorKind.InvalidRequest => (422, "provider_refused"),
            StripeErrorKind.NotFound => (404, "unknown_at_provider"),
            StripeErrorKind.Conflict => (409, "provider_conflict"),
            StripeErrorKind.Authentication => (502, "provider_authentication"),
            _ => (502, "provider_fault"),
        };
        return new AttemptResult.Final(Outcome.Problem(
            status,
            code,
            e.Kind is StripeErrorKind.Declined or StripeErrorKind.InvalidRequest or StripeErrorKind.NotFound && e.ProviderMessage is { } words ? $"{words} {e.Remedy}" : e.Remedy,
            ("provider_code", e.Code),
            ("decline_code", e.DeclineCode),
            ("param", e.Param),
            ("payment_intent", e.PaymentIntentId),
            ("request_id", e.RequestId)));
    }

    /// <summary>
    /// Whether a refusal is the key's outcome although the request may have been sent before. Stripe looks the key up first and repeats what it
    /// answered to it (https://docs.stripe.com/api/idempotent_requests); what comes after that, by status:
    /// <list type="bullet">
    /// <item>402: this request was the first to be carried out, and failed. An earlier one that was, Stripe would have repeated.</item>
    /// <item>400: refused by its parameters, or by the state of what it is about. An earlier one that was carried out, Stripe would have
    /// repeated; one with the same parameters that was refused is not kept, and came to nothing as well.</item>
    /// <item>400 or 404 with a code about the account, or that something does not exist: what an API key of another account or mode gets for
    /// any request, since keys belong to an account. It says nothing.</item>
    /// <item>401, 403, 409, 429 and the rest: refused before the key is looked up, or beside it. They say nothing.</item>
    /// </list>
    /// </summary>
    private static bool SaysWhatBecameOfTheKey(StripeException e) =>
        e.Kind is StripeErrorKind.Declined || (e is { Kind: StripeErrorKind.InvalidRequest, Status: 400 } && (e.Code is null || !AboutTheAccount.Contains(e.Code)));

    private static int StatusOf(StripeException e) => e.Kind switch
    {
        StripeErrorKind.Authentication => 502,
        StripeErrorKind.RateLimited => 429,
        _ => 503,
    };
}
