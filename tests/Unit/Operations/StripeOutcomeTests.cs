using Signalbox.Operations;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Tests.Unit.Operations;

/// <summary>What a refusal says, by what may have been sent before it.</summary>
public sealed class StripeOutcomeTests
{
    [Theory]
    [InlineData(StripeErrorKind.Authentication, 401, null)]
    [InlineData(StripeErrorKind.Authentication, 403, null)]
    [InlineData(StripeErrorKind.IdempotencyConflict, 409, null)]
    [InlineData(StripeErrorKind.IdempotencyConflict, 400, null)]
    [InlineData(StripeErrorKind.Conflict, 409, "idempotency_key_in_use")]
    [InlineData(StripeErrorKind.Conflict, 409, "lock_timeout")]
    [InlineData(StripeErrorKind.RateLimited, 429, null)]
    [InlineData(StripeErrorKind.NotFound, 404, "resource_missing")]
    [InlineData(StripeErrorKind.InvalidRequest, 404, null)]
    [InlineData(StripeErrorKind.InvalidRequest, 400, "resource_missing")]
    [InlineData(StripeErrorKind.InvalidRequest, 415, null)]
    public void Refused_AfterWhatMayHaveBeenCarriedOut_IsNoOutcomeUnlessStripeRepeatsIt(StripeErrorKind kind, int status, string? code)
    {
        Assert.IsType<AttemptResult.Unknown>(StripeOutcomes.Of(Failure(kind, status, code), isSent: true, mayHaveBeenSentBefore: true));
        if (kind is not StripeErrorKind.IdempotencyConflict)
        {
            Assert.IsType<AttemptResult.Final>(StripeOutcomes.Of(Failure(kind, status, code, isReplay: true), isSent: true, mayHaveBeenSentBefore: true));
        }
    }

    [Theory]
    [InlineData(StripeErrorKind.Declined, 402, "card_declined", 402)]
    [InlineData(StripeErrorKind.InvalidRequest, 400, "parameter_invalid_integer", 422)]
    [InlineData(StripeErrorKind.InvalidRequest, 400, null, 422)]
    public void Refused_ByWhoLookedAtTheRequest_IsTheOutcomeAlways(StripeErrorKind kind, int status, string? code, int answer)
    {
        foreach (var before in new[] { false, true })
        {
            Assert.Equal(answer, Assert.IsType<AttemptResult.Final>(StripeOutcomes.Of(Failure(kind, status, code), isSent: true, before)).Outcome.Status);
        }
    }

    [Fact]
    public void Fault_ThatStripeRepeatsForTheKey_IsNotAskedForAgain()
    {
        var end = Assert.IsType<AttemptResult.Final>(StripeOutcomes.Of(Failure(StripeErrorKind.ProviderFault, 500, isReplay: true), isSent: true, mayHaveBeenSentBefore: true));
        Assert.Equal(502, end.Outcome.Status);
        Assert.Contains("outcome_unknown", System.Text.Encoding.UTF8.GetString(end.Outcome.Body.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StripeErrorKind.Authentication, 401, 502)]
    [InlineData(StripeErrorKind.Authentication, 403, 502)]
    [InlineData(StripeErrorKind.RateLimited, 429, 429)]
    public void Refused_AtTheDoor_TheFirstTime_WasNotCarriedOut(StripeErrorKind kind, int status, int answer) =>
        Assert.Equal(answer, Assert.IsType<AttemptResult.NotSent>(StripeOutcomes.Of(Failure(kind, status), isSent: true, mayHaveBeenSentBefore: false)).Status);

    [Theory]
    [InlineData(StripeErrorKind.IdempotencyConflict, 400)]
    [InlineData(StripeErrorKind.IdempotencyConflict, 409)]
    public void Refused_SinceTheKeyIsKnown_TheFirstTime_IsNoOutcome(StripeErrorKind kind, int status) =>
        Assert.IsType<AttemptResult.Unknown>(StripeOutcomes.Of(Failure(kind, status), isSent: true, mayHaveBeenSentBefore: false));

    [Theory]
    [InlineData(StripeErrorKind.NotFound, 404)]
    [InlineData(StripeErrorKind.InvalidRequest, 400)]
    [InlineData(StripeErrorKind.Authentication, 401)]
    public void Refused_LookBeforeTheRequest_SaysNothingAboutAnEarlierOne(StripeErrorKind kind, int status) =>
        Assert.IsType<AttemptResult.NotSent>(StripeOutcomes.Of(Failure(kind, status, "resource_missing"), isSent: false, mayHaveBeenSentBefore: true));

    [Fact]
    public void Refused_LookBeforeTheFirstRequest_IsTheOutcome()
    {
        Assert.IsType<AttemptResult.Final>(StripeOutcomes.Of(Failure(StripeErrorKind.NotFound, 404, "resource_missing"), isSent: false, mayHaveBeenSentBefore: false));
        Assert.IsType<AttemptResult.NotSent>(StripeOutcomes.Of(
            new StripeException(StripeErrorKind.Timeout, "subscriptions.retrieve", "late") { IsTransient = true }, isSent: false, mayHaveBeenSentBefore: false));
    }

    private static StripeException Failure(StripeErrorKind kind, int status, string? code = null, bool isReplay = false) =>
        new(kind, "payment_intents.create", "refused") { Status = status, Code = code, IsReplay = isReplay };
}
