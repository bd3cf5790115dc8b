using System.Net;
using System.Net.Sockets;

namespace Signalbox.Bench.Forwarding;

/// <summary>Takes connections, which the kernel does, and never reads from them.</summary>
internal sealed class Silence : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    internal Silence() => _listener.Start(1_024);

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Stop();
}
