using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Signalbox.Ingress;

/// <summary>Reads a request's raw bytes, at most so many.</summary>
internal static class WebhookBody
{
    /// <returns>The bytes in an array of their own, or <see langword="null"/> if there are more than <paramref name="maxBytes"/>.</returns>
    /// <exception cref="BadHttpRequestException">The client sent too slowly, too much or not what it announced; the message says which.</exception>
    internal static async ValueTask<byte[]?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > maxBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
