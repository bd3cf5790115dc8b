using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Deliveries;
using Signalbox.Providers.Signing;

namespace Signalbox.Listen;

/// <summary>Sends events to a developer's receiver as a delivery would: the exact bytes, the same headers, no redirects. Once each: a receiver that is away misses them.</summary>
internal sealed class Forwarder(Uri url, IWebhookSigner signer) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(15) };

    /// <summary>Sends one, and tells what came of it.</summary>
    internal async Task ForwardAsync(FeedItem e, Session session, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(e.Raw) };
        var contentType = e.Text("content_type");
        request.Content.Headers.ContentType = MediaTypeHeaderValue.TryParse(contentType, out var parsed) ? parsed : null;
        var signed = signer.Sign(new WebhookToSign(e.Text("message_id"), url.AbsoluteUri, contentType, e.Raw), session.Time.GetUtcNow());
        foreach (var (name, value) in signed.Concat(HeadersOf(e)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var began = Stopwatch.GetTimestamp();
        var outcome = await SendAsync(request, cancellationToken);
        ListenOutput.Write(session, e, $"[{outcome}] {Stopwatch.GetElapsedTime(began).TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture)} ms");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(FeedItem e)
    {
        yield return new("signalbox-event-type", HeaderText.Of(e.Text("type")));
        yield return new("signalbox-event-id", HeaderText.Of(e.Text("id")));
        yield return new("signalbox-stream", HeaderText.Of(e.Text("stream")));
        yield return new("signalbox-version", e.Text("version"));
        yield return new("signalbox-source", HeaderText.Of(e.Text("source")));
        yield return new("signalbox-attempt", "1");
        if (e.Json.GetProperty("tenant").ValueKind is JsonValueKind.String)
        {
            yield return new("signalbox-tenant", HeaderText.Of(e.Text("tenant")));
        }
    }

    private async Task<string> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return $"{(int)response.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Reachability.Describe(e);
        }
    }
}
