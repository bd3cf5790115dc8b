using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Signalbox.Tests.Support.Deliveries;

/// <summary>A receiver of deliveries over bare sockets: it verifies, remembers and misbehaves as it is told.</summary>
public sealed class FaultyReceiver : IAsyncDisposable
{
    private const int HugeBody = 64 << 20;
    private static readonly TimeSpan BetweenBytes = TimeSpan.FromMilliseconds(200);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, ReceiverEndpoint> _endpoints = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _connections = [];
    private readonly ConcurrentQueue<Exception> _broken = [];
    private readonly Task _accepting;

    /// <summary>Listens on a free port of this machine.</summary>
    public FaultyReceiver()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/");
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Opens a URL.</summary>
    /// <param name="name">Its path.</param>
    public ReceiverEndpoint Open(string name) => _endpoints.GetOrAdd($"/{name}", path => new ReceiverEndpoint(new Uri(Address, path)));

    /// <inheritdoc/>
    /// <exception cref="AggregateException">What came over a connection was no request that it can read.</exception>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
        if (!_broken.IsEmpty)
        {
            throw new AggregateException("The receiver could not read what came.", _broken);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                var connection = ServeAsync(socket);
                _connections.TryAdd(connection, true);
                _ = connection.ContinueWith(ended => _connections.TryRemove(ended, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It ends.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var reader = new RequestReader(socket);
                while (await reader.ReadAsync(_stop.Token) is var (method, target, headers, body))
                {
                    // The query is of no concern to who it is for.
                    var fault = _endpoints.TryGetValue(target.Split('?')[0], out var endpoint) ? endpoint.Receive(method, target, headers, body) : ReceiverFault.ClientError;
                    if (!await AnswerAsync(socket, target, fault))
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The sender went away, or the test ends.
            }
            catch (Exception e)
            {
                _broken.Enqueue(e);
            }
        }
    }

    /// <returns>Whether the connection can be used again.</returns>
    private async Task<bool> AnswerAsync(Socket socket, string target, ReceiverFault fault)
    {
        switch (fault)
        {
            case ReceiverFault.None:
                await WriteAsync(socket, Whole("200 OK", "taken"));
                return true;
            case ReceiverFault.ServerError:
                await WriteAsync(socket, Whole("500 Internal Server Error", "broken"));
                return true;
            case ReceiverFault.ClientError:
                await WriteAsync(socket, Whole("400 Bad Request", "no"));
                return true;
            case ReceiverFault.TooMany:
                await WriteAsync(socket, Whole("429 Too Many Requests", "slower", "Retry-After: 1\r\n"));
                return true;
            case ReceiverFault.Gone:
                await WriteAsync(socket, Whole("410 Gone", "never again"));
                return true;
            case ReceiverFault.RedirectLoop:
                await WriteAsync(socket, Whole("307 Temporary Redirect", string.Empty, $"Location: {target}?redirected\r\n"));
                return true;
            case ReceiverFault.HugeAnswer:
                await WriteAsync(socket, $"HTTP/1.1 500 Internal Server Error\r\nContent-Length: {HugeBody}\r\n\r\n");
                var piece = new string('x', 64 << 10);
                for (var sent = 0; sent < HugeBody; sent += piece.Length)
                {
                    await WriteAsync(socket, piece);
                }

                return true;
            case ReceiverFault.SlowBody:
                await WriteAsync(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                for (var sent = 0; sent < 1_000; sent++)
                {
                    await WriteAsync(socket, "x");
                    await Task.Delay(BetweenBytes, TimeProvider.System, _stop.Token);
                }

                return true;
            case ReceiverFault.NoAnswer:
                await socket.ReceiveAsync(new byte[1], _stop.Token);
                return false;
            case ReceiverFault.Reset:
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Close();
                return false;
            case ReceiverFault.Garbage:
                await WriteAsync(socket, "220 mail.example.com ESMTP\r\n\r\n");
                return false;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "There is no such fault.");
        }
    }

    private static string Whole(string status, string body, string headers = "") =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}");

    private async Task WriteAsync(Socket socket, string text)
    {
        for (ReadOnlyMemory<byte> rest = Encoding.ASCII.GetBytes(text); rest.Length > 0;)
        {
            rest = rest[await socket.SendAsync(rest, _stop.Token)..];
        }
    }
}
