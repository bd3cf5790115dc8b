using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Signalbox.Bench.Forwarding;

/// <summary>
/// A server on the loopback interface that answers 200 to whatever is posted, as cheaply as it can: it shares the cores with what is measured. Notes
/// when each event came first to each path.
/// </summary>
internal sealed class Receiver : IAsyncDisposable
{
    private static readonly byte[] Answer = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _arrived = new(StringComparer.Ordinal);
    private readonly Task _accepting;
    private long _requests;

    internal Receiver()
    {
        _listener.Start(1_024);
        _accepting = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>All requests so far.</summary>
    internal long Requests => Interlocked.Read(ref _requests);

    /// <summary>Whether arrivals are noted.</summary>
    internal bool IsNoting { get; set; }

    /// <summary>When events came (stopwatch ticks), by <c>{path} {event id}</c>; forgets them.</summary>
    internal Dictionary<string, long> TakeArrived()
    {
        lock (_lock)
        {
            var taken = new Dictionary<string, long>(_arrived, StringComparer.Ordinal);
            _arrived.Clear();
            return taken;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = socket;
        connection.NoDelay = true;
        var buffer = new byte[64 << 10];
        var filled = 0;
        try
        {
            while (true)
            {
                var read = await connection.ReceiveAsync(buffer.AsMemory(filled), _stop.Token);
                if (read == 0)
                {
                    return;
                }

                filled += read;
                while (TryTake(buffer.AsSpan(0, filled), out var length))
                {
                    Interlocked.Increment(ref _requests);
                    await connection.SendAsync(Answer, _stop.Token);
                    buffer.AsSpan(length, filled - length).CopyTo(buffer);
                    filled -= length;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The sender went away, or the end.
        }
    }

    /// <summary>Whether there is a whole request; requests here are smaller than the buffer.</summary>
    private bool TryTake(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var head = bytes[..end];
        length = end + 4 + int.Parse(Header(head, "content-length: "u8));
        if (length > bytes.Length)
        {
            return false;
        }

        if (IsNoting)
        {
            var at = Stopwatch.GetTimestamp();
            var path = Encoding.ASCII.GetString(head[5..(5 + head[5..].IndexOf((byte)' '))]);
            var name = $"{path} {Encoding.ASCII.GetString(Header(head, "signalbox-event-id: "u8))}";
            lock (_lock)
            {
                _arrived.TryAdd(name, at);
            }
        }

        return true;
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        for (var rest = head; ;)
        {
            var line = rest.IndexOf("\r\n"u8);
            var text = line < 0 ? rest : rest[..line];
            if (text.Length > name.Length && Ascii.EqualsIgnoreCase(text[..name.Length], name))
            {
                return text[name.Length..];
            }

            if (line < 0)
            {
                throw new InvalidDataException("The request has no such header.");
            }

            rest = rest[(line + 2)..];
        }
    }
}
