using System.Buffers;

namespace Signalbox.Deliveries;

/// <summary>The first 16 KB of an answer's body. One reader.</summary>
internal sealed class ResponseBeginning : IDisposable
{
    /// <summary>The most that is kept, and read.</summary>
    internal const int MaxBytes = 16 << 10;

    private byte[]? _buffer;
    private int _length;

    /// <summary>A copy of what was read, also if reading ended early.</summary>
    internal ReadOnlyMemory<byte> Bytes => _length == 0 ? default : _buffer.AsSpan(0, _length).ToArray();

    /// <summary>Reads to the end, or to the bound.</summary>
    internal async Task ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength == 0)
        {
            return;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        _buffer = ArrayPool<byte>.Shared.Rent(MaxBytes);
        while (_length < MaxBytes)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_length, MaxBytes - _length), cancellationToken);
            if (read == 0)
            {
                return;
            }

            _length += read;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            // What one receiver answers is no other's business, not even the next renter's.
            buffer.AsSpan(0, _length).Clear();
            ArrayPool<byte>.Shared.Return(buffer);
            (_buffer, _length) = (null, 0);
        }
    }
}
