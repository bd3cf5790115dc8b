using System.Net;

namespace Signalbox.Deliveries;

/// <summary>Finds the addresses of hosts. Safe for any number of callers at once.</summary>
internal interface INameResolver
{
    /// <summary>The addresses that a name has now, in the order in which they are to be tried.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">It has none, or nobody could be asked.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);
}
