using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Signalbox.Tests.Support.Deliveries;

/// <summary>Reads requests of HTTP/1.1 with a stated length from a connection. One caller at a time.</summary>
internal sealed class RequestReader(Socket socket)
{
    private byte[] _buffer = new byte[32 << 10];
    private int _length;

    /// <summary>Reads the next request.</summary>
    /// <returns><see langword="null"/> if the other side has closed the connection.</returns>
    /// <exception cref="InvalidDataException">It is no such request.</exception>
    internal async Task<(string Method, string Target, HeaderDictionary Headers, ReadOnlyMemory<byte> Body)?> ReadAsync(CancellationToken cancellationToken)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await ReceiveAsync(cancellationToken))
            {
                return null;
            }
        }

        var lines = Encoding.ASCII.GetString(_buffer, 0, end).Split("\r\n");
        var (line, headers) = (lines[0].Split(' '), new HeaderDictionary());
        foreach (var header in lines.Skip(1))
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            headers.Append(header[..colon], header[(colon + 1)..].Trim());
        }

        if (line.Length != 3 || headers.ContentLength is not { } length)
        {
            throw new InvalidDataException($"This is no request with a stated length: {lines[0]}");
        }

        var whole = end + 4 + (int)length;
        while (_length < whole)
        {
            if (!await ReceiveAsync(cancellationToken))
            {
                return null;
            }
        }

        var body = _buffer.AsSpan(end + 4, (int)length).ToArray();
        _buffer.AsSpan(whole, _length - whole).CopyTo(_buffer);
        _length -= whole;
        return (line[0], line[1], headers, body);
    }

    private async Task<bool> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await socket.ReceiveAsync(_buffer.AsMemory(_length), cancellationToken);
        _length += read;
        return read > 0;
    }
}
