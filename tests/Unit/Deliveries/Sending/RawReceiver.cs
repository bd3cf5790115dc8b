using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Signalbox.Tests.Unit.Deliveries.Sending;

/// <summary>A receiver that answers byte by byte as a test says, and not always HTTP. Connections come one after the other.</summary>
internal sealed class RawReceiver : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private int _connections;

    /// <param name="answer">Has the connection when a request with its body has come.</param>
    /// <param name="address">Where to listen.</param>
    /// <param name="port">Where to listen; 0: anywhere.</param>
    /// <param name="listens">Whether it waits for a request.</param>
    internal RawReceiver(Func<Socket, CancellationToken, Task> answer, string address = "127.0.0.1", int port = 0, bool listens = true)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Parse(address), port));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        Url = new Uri($"http://{address}:{Port}/hook?token=not-for-the-log");
        _running = RunAsync(answer, listens);
    }

    internal int Port { get; }

    internal Uri Url { get; }

    internal int Connections => Volatile.Read(ref _connections);

    /// <summary>Completes when a request has come.</summary>
    internal TaskCompletionSource RequestCame { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Writes an answer, and leaves the connection as it is.</summary>
    internal static async Task WriteAsync(Socket socket, string text, CancellationToken cancellationToken)
    {
        for (ReadOnlyMemory<byte> rest = Encoding.ASCII.GetBytes(text); rest.Length > 0;)
        {
            rest = rest[await socket.SendAsync(rest, cancellationToken)..];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(Func<Socket, CancellationToken, Task> answer, bool listens)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var socket = await _listener.AcceptAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                if (listens)
                {
                    await ReadRequestAsync(socket);
                }

                RequestCame.TrySetResult();
                await answer(socket, _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // It ends, or the sender went away.
            }
        }
    }

    private async Task ReadRequestAsync(Socket socket)
    {
        var buffer = new byte[64 << 10];
        var length = 0;
        while (!Encoding.ASCII.GetString(buffer, 0, length).Contains($"\r\n\r\n{SendingRig.Body}", StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
            if (read == 0)
            {
                return;
            }

            length += read;
        }
    }
}
