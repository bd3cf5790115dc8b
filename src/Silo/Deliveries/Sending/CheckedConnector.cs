using System.Net;
using System.Net.Sockets;
using Signalbox.Providers.Outbound;

namespace Signalbox.Deliveries;

/// <summary>
/// Opens the connections of deliveries. A name is resolved here and nowhere else, the addresses that it has now are judged, and one of those that
/// were judged is dialled, so that no answer of a resolver that changes between the check and the connection gets anybody further. Safe for any
/// number of callers at once.
/// </summary>
/// <param name="resolver">Finds addresses.</param>
/// <param name="policy">Which may be dialled.</param>
/// <param name="timeout">How long all addresses of one name may take together.</param>
/// <param name="time">The clock.</param>
internal sealed class CheckedConnector(INameResolver resolver, OutboundPolicy policy, TimeSpan timeout, TimeProvider time)
{
    // Who has more is reached by one of these, or hardly at all.
    private const int MostAddresses = 4;

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="AddressRefusedException">No address, or not the port, may be dialled.</exception>
    /// <exception cref="SocketException">The name has no address, or none of those that may be dialled answers.</exception>
    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        if (!PortRules.Allows(port, policy.AllowedPorts))
        {
            throw new AddressRefusedException($"Port {port} is not one that may be sent to. An operator can allow it: Signalbox__Deliveries__AllowedPorts.");
        }

        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await resolver.ResolveAsync(host, cancellationToken);
        var addresses = Allowed(host, found);
        for (var i = 0; ; i++)
        {
            try
            {
                return await DialAsync(addresses[i], port, timeout / addresses.Count, cancellationToken);
            }
            catch (SocketException) when (i + 1 < addresses.Count)
            {
                // The next one may answer.
            }
        }
    }

    private List<IPAddress> Allowed(string host, IPAddress[] found)
    {
        if (found.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        var allowed = new List<IPAddress>(Math.Min(found.Length, MostAddresses));
        AddressRefusal? refusal = null;
        foreach (var address in found)
        {
            if (AddressRules.Refusal(address, policy.AllowedNetworks) is { } refused)
            {
                refusal ??= refused;
            }
            else if (allowed.Count < MostAddresses)
            {
                allowed.Add(address);
            }
        }

        return allowed.Count > 0 ? allowed : throw new AddressRefusedException(
            $"{host} is at no address that may be sent to: {refusal}. An operator can allow a network of their own: Signalbox__Deliveries__AllowedNetworks.");
    }

    private async Task<Stream> DialAsync(IPAddress address, int port, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        await using var cancelled = cancellationToken.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), limit);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), limit.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
