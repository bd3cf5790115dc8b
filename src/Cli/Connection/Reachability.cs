using System.Net.Sockets;
using Signalbox.Output;

namespace Signalbox.Connection;

/// <summary>Says why no server answers.</summary>
internal static class Reachability
{
    /// <param name="url">Where one should.</param>
    /// <param name="cause">What sending failed with.</param>
    internal static CommandFault Fault(Uri url, Exception cause) => new(
        CommandExit.Unreachable,
        $"No server answers at {url.ToString().TrimEnd('/')}{Reason(cause)}. Start one with ./run, or give --url (or {GlobalOptions.UrlVariable}).",
        cause);

    /// <summary>In a few words.</summary>
    internal static string Describe(Exception cause) => cause switch
    {
        OperationCanceledException => "no answer in time",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "unknown host",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "connection refused",
        _ => cause.Message,
    };

    // Refused is the ordinary case: nothing listens there.
    private static string Reason(Exception cause) => Describe(cause) is var reason and not "connection refused" ? $" ({reason})" : string.Empty;
}
