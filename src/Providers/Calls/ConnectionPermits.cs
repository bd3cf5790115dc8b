namespace Signalbox.Providers.Calls;

/// <summary>
/// A request that needs a new connection is sent when that is open, which may be later than its permit lives. Here it waits for another one
/// then. A request that gets an older connection, while one is opened for it, does not come by here.
/// </summary>
public static class ConnectionPermits
{
    /// <summary>The filter for <see cref="SocketsHttpHandler.PlaintextStreamFilter"/>, which runs when the connection is open and its TLS agreed on.</summary>
    /// <param name="context">The connection, and the request that it is opened for.</param>
    /// <param name="cancellationToken">Gives the connection up.</param>
    /// <returns>The connection as it is.</returns>
    public static async ValueTask<Stream> FilterAsync(SocketsHttpPlaintextStreamFilterContext context, CancellationToken cancellationToken)
    {
        if (context.InitialRequestMessage.Options.TryGetValue(CallRun.OfRequest, out var call) && call is { HasPermitExpired: true, Renew: { } renew }
            && (await renew(cancellationToken)).Outcome is not CallPermitOutcome.Granted)
        {
            throw PermitExpiredException.Instance;
        }

        return context.PlaintextStream;
    }
}
