using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Signalbox.Bench.Load.Generating;

/// <summary>One HTTP/1.1 connection with one request under way at most, and as much of the protocol as the servers' answers need.</summary>
internal sealed class KeepAliveConnection : IDisposable
{
    private const int MaxAnswerBytes = 16 << 10;
    private const int StatusAt = 9; // "HTTP/1.1 200"
    private readonly byte[] _answer = new byte[MaxAnswerBytes];
    private int _received;

    internal KeepAliveConnection(int port)
    {
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Socket.Connect(IPAddress.Loopback, port);
        Socket.Blocking = false;
    }

    internal Socket Socket { get; }

    /// <summary>When the event under way was to be sent (stopwatch ticks).</summary>
    internal long DueAt { get; private set; }

    /// <summary>The status of the last answer.</summary>
    internal ReadOnlySpan<byte> Status => _answer.AsSpan(StatusAt, 3);

    internal void Send(ReadOnlySpan<byte> request, long dueAt)
    {
        DueAt = dueAt;
        _received = 0;
        while (true)
        {
            var sent = Socket.Send(request, SocketFlags.None, out var error);
            if (error is not SocketError.Success and not SocketError.WouldBlock)
            {
                throw new SocketException((int)error);
            }

            request = request[Math.Max(sent, 0)..];
            if (request.IsEmpty)
            {
                return;
            }

            // A request is smaller than the kernel's buffer, which is empty when the last answer is here: hardly ever.
            Socket.Poll(1_000, SelectMode.SelectWrite);
        }
    }

    /// <summary>Reads what is there.</summary>
    /// <returns>Whether the answer is complete.</returns>
    /// <exception cref="IOException">The connection ended, or the answer is none that this reader understands.</exception>
    internal bool Receive()
    {
        var count = Socket.Receive(_answer.AsSpan(_received), SocketFlags.None, out var error);
        if (error is SocketError.WouldBlock)
        {
            return false;
        }

        if (error is not SocketError.Success || count == 0)
        {
            throw new IOException(count == 0 ? "The server closed the connection." : $"The connection broke: {error}.");
        }

        _received += count;
        return IsComplete(_answer.AsSpan(0, _received));
    }

    /// <inheritdoc/>
    public void Dispose() => Socket.Dispose();

    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var headEnd = answer.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return false;
        }

        var head = answer[..(headEnd + 2)];
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
        {
            // Chunked, as a problem's details may be; its end is a chunk of no bytes.
            return answer.EndsWith("0\r\n\r\n"u8);
        }

        var length = 0;
        for (at += "Content-Length: "u8.Length; head[at] != '\r'; at++)
        {
            length = (length * 10) + (head[at] - '0');
        }

        return length > MaxAnswerBytes - headEnd - 4
            ? throw new IOException($"An answer of {length} bytes: {Encoding.ASCII.GetString(head)}")
            : answer.Length >= headEnd + 4 + length;
    }
}
