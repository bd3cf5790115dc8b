using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Bench.Forwarding;

/// <summary>The bound: a loop around a bare HttpClient that signs and posts the same requests, so many at once.</summary>
internal static class BareLoop
{
    /// <returns>Requests a second.</returns>
    internal static async Task<double> RunAsync(int port, int atOnce, int requests, byte[] body, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler);
        var (next, began) = (0, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(i => Task.Run(
            async () =>
            {
                var url = new Uri($"http://127.0.0.1:{port}/{i % 10}");
                using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, "not a real key"u8);
                while (Interlocked.Increment(ref next) is var n && n <= requests)
                {
                    using var request = Request(url, hash, n, body);
                    using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                    answer.EnsureSuccessStatusCode();
                }
            },
            cancellationToken)));
        return requests / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static HttpRequestMessage Request(Uri url, IncrementalHash hash, int n, byte[] body)
    {
        var (id, at) = ($"msg_{n:x16}", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{at}."));
        hash.AppendData(body);
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", at);
        request.Headers.TryAddWithoutValidation("webhook-signature", $"v1,{Convert.ToBase64String(hash.GetHashAndReset())}");
        request.Headers.TryAddWithoutValidation("signalbox-event-id", $"evt_{n}");
        request.Headers.TryAddWithoutValidation("signalbox-event-type", "order.paid");
        request.Headers.TryAddWithoutValidation("user-agent", "Signalbox/bench");
        return request;
    }
}
