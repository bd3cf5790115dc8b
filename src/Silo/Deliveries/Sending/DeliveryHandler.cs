using System.Security.Authentication;

namespace Signalbox.Deliveries;

/// <summary>The connections of all deliveries.</summary>
internal static class DeliveryHandler
{
    /// <summary>The most that an answer's headers may have, in kilobytes.</summary>
    internal const int MaxHeaderKilobytes = 32;

    /// <summary>
    /// Makes it. It goes through no proxy, which would resolve names by itself; follows no redirect, which nobody has judged; keeps no cookie and
    /// unpacks nothing.
    /// </summary>
    /// <param name="connector">Opens connections.</param>
    /// <param name="connectTimeout">How long one may take, with TLS.</param>
    internal static SocketsHttpHandler Create(CheckedConnector connector, TimeSpan connectTimeout) => new()
    {
        ConnectCallback = connector.ConnectAsync,
        ConnectTimeout = connectTimeout,
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,

        // Receivers move: a connection older than this is to an address that their name may no longer have.
        PooledConnectionLifetime = TimeSpan.FromMinutes(3),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),

        // As many as there are requests: many destinations may be on one host, and a wait for a connection would count as one for the answer.
        MaxConnectionsPerServer = SendingSlots.Most + SendingSlots.MostToFailing,
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),

        MaxResponseHeadersLength = MaxHeaderKilobytes,

        // What is left of an answer is read off if it is little, so that the connection can be used again; else the connection is closed.
        MaxResponseDrainSize = 64 << 10,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),

        // Receivers are told nothing of what goes on in here.
        ActivityHeadersPropagator = null,
        SslOptions =
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        },
    };
}
