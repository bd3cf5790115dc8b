using System.Buffers;

namespace Signalbox.Providers.Calls;

/// <summary>Reads an answer's body into memory, up to a bound.</summary>
internal static class BoundedBody
{
    private const int FirstBytes = 16 << 10;

    /// <summary>Replaces the content by its bytes, with the same headers.</summary>
    /// <returns>The bytes; <see langword="null"/> if there are too many, in which case the content is not to be used.</returns>
    internal static async Task<byte[]?> LoadAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        using var content = response.Content;
        if (await ReadAsync(content, most, cancellationToken) is not { } bytes)
        {
            return null;
        }

        var loaded = new ByteArrayContent(bytes);
        foreach (var (name, values) in content.Headers.NonValidated)
        {
            loaded.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = loaded;
        return bytes;
    }

    /// <summary>The body; <see langword="null"/> if it is larger than allowed.</summary>
    internal static async Task<byte[]?> ReadAsync(HttpContent content, int most, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > most)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);

        // One byte more than is said or allowed: it shows whether the end has come.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(content.Headers.ContentLength ?? FirstBytes, most) + 1);
        var length = 0;
        try
        {
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
                length += read;
                if (length > most)
                {
                    return null;
                }

                if (read == 0)
                {
                    return buffer[..length];
                }

                if (length == buffer.Length)
                {
                    buffer = Grow(buffer, most);
                }
            }
        }
        finally
        {
            Return(buffer, length);
        }
    }

    private static byte[] Grow(byte[] full, int most)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(full.Length * 2L, most + 1L));
        full.CopyTo(larger, 0);
        Return(full, full.Length);
        return larger;
    }

    private static void Return(byte[] buffer, int used)
    {
        // What a provider answers is nobody else's business, not even the next renter's.
        buffer.AsSpan(0, used).Clear();
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
