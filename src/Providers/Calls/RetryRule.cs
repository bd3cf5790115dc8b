using System.Net;
using Polly;
using Polly.Timeout;

namespace Signalbox.Providers.Calls;

/// <summary>Which attempts are repeated, and when.</summary>
internal static class RetryRule
{
    /// <summary>Whether the same request may well succeed later.</summary>
    internal static bool IsTransient(HttpStatusCode status, ProviderError? error) => error?.ShouldRetry ?? status is
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (>= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented);

    /// <summary>Whether an attempt that ended so is to be repeated, as far as its outcome goes.</summary>
    internal static bool IsTransient(Outcome<HttpResponseMessage> outcome, ProviderError? error) => outcome switch
    {
        { Result: { } response } => !response.IsSuccessStatusCode && !ProviderCall.IsReplay(response) && IsTransient(response.StatusCode, error),
        { Exception: HttpRequestException or IOException or TimeoutRejectedException } => true,
        _ => false,
    };

    /// <summary>How long to wait before the next attempt: exponential with jitter, not less than the provider asks for.</summary>
    /// <param name="retry">Which retry it is; 0 for the first.</param>
    /// <param name="settings">First and longest wait.</param>
    /// <param name="asked">What the provider asks for.</param>
    /// <param name="chance">From 0 to 1; picks the wait between half and all of the exponential one.</param>
    internal static TimeSpan Delay(int retry, ProviderCallSettings settings, TimeSpan? asked, double chance)
    {
        var doubled = settings.FirstRetry * Math.Pow(2, Math.Min(retry, 30));
        var wait = (doubled < settings.LongestRetry ? doubled : settings.LongestRetry) * (0.5 + (0.5 * chance));
        return asked > wait ? asked.Value : wait;
    }
}
