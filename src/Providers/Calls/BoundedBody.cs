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
        if (content.Headers.ContentLength > most)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(most + 1L, (content.Headers.ContentLength ?? FirstBytes) + 1));
        try
        {
            var length = 0;
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
            {
                length += read;
                if (length > most)
                {
                    return null;
                }

                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(most + 1L, buffer.Length * 2L));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            var bytes = buffer.AsSpan(0, length).ToArray();
            var loaded = new ByteArrayContent(bytes);
            foreach (var (name, values) in content.Headers.NonValidated)
            {
                loaded.Headers.TryAddWithoutValidation(name, values);
            }

            response.Content = loaded;
            return bytes;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
