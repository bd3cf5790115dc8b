using System.Net.Sockets;

namespace Signalbox.Deliveries;

/// <summary>Turns what went wrong with a request into its class, and a text that says what to look at. Neither path, query nor header is in it: they may be secrets.</summary>
internal static class AttemptFaults
{
    private const int MaxChars = 500;

    /// <summary>The class and the text of a failure.</summary>
    /// <param name="exception">What was thrown, but for a cancellation by the caller.</param>
    /// <param name="url">Where to.</param>
    /// <param name="status">The answer's status, if its headers came.</param>
    /// <param name="isOverdue">Whether the time for the whole request is over.</param>
    /// <param name="timeout">That time.</param>
    internal static (AttemptResult Result, string Error) Of(Exception exception, Uri url, int? status, bool isOverdue, TimeSpan timeout)
    {
        var (result, error) = isOverdue ? (AttemptResult.Timeout, Overdue(status, timeout)) : exception switch
        {
            HttpRequestException { InnerException: AddressRefusedException refused } => (AttemptResult.AddressRefused, refused.Message),
            HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.TimedOut } } => (AttemptResult.Timeout, NoConnection(url)),
            HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery } e } =>
                (AttemptResult.Dns, $"The name {url.IdnHost} has no address ({e.SocketErrorCode})."),
            HttpRequestException e => OfRequest(e, url, status),
            HttpIOException e => OfAnswer(e.HttpRequestError, status),
            OperationCanceledException => (AttemptResult.Timeout, NoConnection(url)),
            IOException => (AttemptResult.Broken, Broken(status)),
            _ => (AttemptResult.Broken, $"The request failed: {exception.GetType().Name}."),
        };
        return (result, error.Length <= MaxChars ? error : error[..MaxChars]);
    }

    /// <summary>The text of a status that is no success.</summary>
    internal static string OfStatus(int status) => status switch
    {
        >= 300 and < 400 => $"The receiver answered {status}. Redirects are not followed: the destination must have the URL that it redirects to.",
        410 => "The receiver answered 410: it wants nothing more.",
        429 => "The receiver answered 429: it wants fewer requests.",
        _ => $"The receiver answered {status}.",
    };

    private static (AttemptResult Result, string Error) OfRequest(HttpRequestException e, Uri url, int? status) => e.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError => (AttemptResult.Tls, $"TLS with {url.IdnHost} failed: {e.InnerException?.Message ?? "no agreement"}"),
        HttpRequestError.ConnectionError => (AttemptResult.Connect, $"There is no connection to {url.IdnHost}:{url.Port}{CodeOf(e)}."),
        var error => OfAnswer(error, status),
    };

    private static (AttemptResult Result, string Error) OfAnswer(HttpRequestError error, int? status) => error switch
    {
        HttpRequestError.InvalidResponse => (AttemptResult.Broken, "What the receiver answered is not HTTP."),
        HttpRequestError.ConfigurationLimitExceeded => (AttemptResult.Broken, $"The headers of the answer are larger than {DeliveryHandler.MaxHeaderKilobytes} KB."),
        HttpRequestError.HttpProtocolError => (AttemptResult.Broken, "The receiver broke the request off (HTTP/2)."),
        HttpRequestError.VersionNegotiationError => (AttemptResult.Broken, "There is no version of HTTP that both speak."),
        _ => (AttemptResult.Broken, Broken(status)),
    };

    private static string CodeOf(HttpRequestException e) => e.InnerException is SocketException { SocketErrorCode: var code } ? $" ({code})" : string.Empty;

    private static string Overdue(int? status, TimeSpan timeout) => status is null
        ? $"There was no answer within {timeout.TotalSeconds:0.###} s."
        : $"The receiver answered {status}, but its answer did not end within {timeout.TotalSeconds:0.###} s.";

    private static string NoConnection(Uri url) => $"There was no connection to {url.IdnHost}:{url.Port} in time.";

    private static string Broken(int? status) => status is null
        ? "The connection broke before there was an answer."
        : $"The receiver answered {status}, but the connection broke before the answer's end.";
}
