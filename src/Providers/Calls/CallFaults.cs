using System.Net;
using Polly.Timeout;

namespace Signalbox.Providers.Calls;

/// <summary>Turns what went wrong into a <see cref="ProviderCallException"/> that says what the caller can do.</summary>
internal static class CallFaults
{
    /// <summary>The provider answered, but not with a success.</summary>
    internal static ProviderCallException Answered(CallRun call, HttpResponseMessage response, TimeSpan? retryAfter)
    {
        var fault = FaultOf(response.StatusCode);
        var isReplay = ProviderCall.IsReplay(response);
        var isTransient = !isReplay && RetryRule.IsTransient(response.StatusCode, call.Error);

        // What is repeated for a key was the end of a request that had begun.
        var isUnknown = (isReplay || !call.MayRepeat) && response.StatusCode >= HttpStatusCode.InternalServerError;
        var code = call.Error?.Code is { } named ? $" ({named})" : string.Empty;
        var id = call.Error?.RequestId is { } request ? $", its request {request}" : string.Empty;
        var advice = isReplay && isUnknown
            ? "It says the same again for this idempotency key, and whether it acted on the request is unknown: look before sending it with another key."
            : Advice(fault, isTransient, isUnknown, retryAfter);
        return new ProviderCallException(fault, call.Origin, Message(call, $"the provider answered {(int)response.StatusCode}{code}{id}", advice))
        {
            Status = response.StatusCode,
            Error = call.Error,
            IsTransient = isTransient,
            IsOutcomeUnknown = isUnknown,
            RetryAfter = retryAfter,
        };
    }

    /// <summary>There is no usable answer.</summary>
    internal static ProviderCallException Failed(CallRun call, Exception exception)
    {
        var isUnknown = call.Attempts > 0 && !call.MayRepeat;
        var (fault, what) = exception switch
        {
            TimeoutRejectedException when call.Attempts == 0 => (ProviderCallFault.Timeout, "its time was over before it could be sent"),
            TimeoutRejectedException => (ProviderCallFault.Timeout, "the provider did not answer in time"),
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } =>
                (ProviderCallFault.UnexpectedResponse, "the provider's answer is not valid HTTP"),
            HttpRequestException { HttpRequestError: var error } => (ProviderCallFault.Network, $"the connection to the provider failed ({error})"),
            _ => (ProviderCallFault.Network, "the connection to the provider broke"),
        };
        return new ProviderCallException(fault, call.Origin, Message(call, what, Advice(fault, isTransient: true, isUnknown, retryAfter: null)), exception)
        {
            IsTransient = true,
            IsOutcomeUnknown = isUnknown,
        };
    }

    /// <summary>The answer is larger than allowed.</summary>
    internal static ProviderCallException TooLarge(CallRun call, HttpResponseMessage response, int most) => new(
        ProviderCallFault.UnexpectedResponse, call.Origin,
        Message(call, $"the provider's answer is larger than {most} bytes", "Ask for less, for example for a smaller page, or allow more (Signalbox__Calls__MaxResponseBytes)."))
    {
        Status = response.StatusCode,
        IsOutcomeUnknown = !call.MayRepeat,
    };

    /// <summary>There is no permit.</summary>
    internal static ProviderCallException NoPermit(CallRun call, CallPermit permit, Exception? reason = null) => new(
        ProviderCallFault.RateLimited, call.Origin,
        Message(call, WhyNoPermit(permit.Outcome), $"{WhatWasSent(call)} Try again after {Seconds(permit.RetryAfter)}, or give the call more time."), reason)
    {
        Status = call.Status,
        Error = call.Error,
        IsTransient = true,
        IsOutcomeUnknown = call.MayHaveActed,
        RetryAfter = permit.RetryAfter,
    };

    /// <summary>The circuit lets nothing through.</summary>
    internal static ProviderCallException CircuitOpen(CallRun call, CircuitVerdict verdict) => new(
        ProviderCallFault.CircuitOpen, call.Origin,
        verdict.IsIsolated
            ? Message(call, $"calls to '{call.EndpointClass}' were stopped by hand", $"{WhatWasSent(call)} They go on when somebody closes the circuit.")
            : Message(call, $"the provider has been failing, and calls to '{call.EndpointClass}' are held back", $"{WhatWasSent(call)} Try again after {Seconds(verdict.RetryAfter)}."))
    {
        Status = call.Status,
        Error = call.Error,
        IsTransient = true,
        IsOutcomeUnknown = call.MayHaveActed,
        RetryAfter = verdict.IsIsolated ? null : verdict.RetryAfter,
    };

    /// <summary>What an unsuccessful status means.</summary>
    internal static ProviderCallFault FaultOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ProviderCallFault.Authentication,
        HttpStatusCode.NotFound or HttpStatusCode.Gone => ProviderCallFault.NotFound,
        HttpStatusCode.Conflict => ProviderCallFault.Conflict,
        HttpStatusCode.RequestTimeout => ProviderCallFault.Timeout,
        HttpStatusCode.TooManyRequests => ProviderCallFault.RateLimited,
        >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => ProviderCallFault.InvalidRequest,
        >= HttpStatusCode.InternalServerError => ProviderCallFault.ProviderFault,
        _ => ProviderCallFault.UnexpectedResponse,
    };

    private static string WhatWasSent(CallRun call) => call switch
    {
        { Attempts: 0 } => "Nothing was sent.",
        { Status: { } status } => $"This attempt was not sent, an earlier one was: the provider answered {(int)status}.",
        _ => "This attempt was not sent, an earlier one was, and brought no answer.",
    } + (call.MayHaveActed ? " Whether the provider acted on that is unknown." : string.Empty);

    private static string WhyNoPermit(CallPermitOutcome outcome) => outcome switch
    {
        CallPermitOutcome.QueueFull => "too many calls wait for the account's rate limit",
        CallPermitOutcome.Busy => "the account has as many requests in flight as it may, and none has ended in time",
        CallPermitOutcome.Unavailable => "the account's rate limit cannot be looked up now (the database or the grain that keeps it is away)",
        _ => "the account's rate limit leaves no room for it in time",
    };

    private static string Advice(ProviderCallFault fault, bool isTransient, bool isUnknown, TimeSpan? retryAfter) => fault switch
    {
        _ when isUnknown => "Whether the provider acted on it is unknown: look before repeating it, or send it with an idempotency key.",
        _ when isTransient => retryAfter is { } wait ? $"Try again after {Seconds(wait)}." : "Try again later.",
        ProviderCallFault.Authentication => "Check the account's API key and what it may do.",
        ProviderCallFault.InvalidRequest => "Correct the request; repeating it does not help.",
        ProviderCallFault.NotFound => "Check the id, and that it belongs to this account and mode.",
        ProviderCallFault.Conflict => "Read the object's current state first; use a new idempotency key for another request.",
        _ => "Repeating it does not help; look at the provider's status and at the address of its API.",
    };

    private static string Message(CallRun call, string what, string advice) =>
        $"{call.Origin.Provider} (account '{call.Origin.Account}'), {call.Origin.Operation}: {what}. {advice}";

    private static string Seconds(TimeSpan wait) => $"{Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0} s";
}
