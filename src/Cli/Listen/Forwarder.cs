using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Signalbox.Connection;
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

    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(FeedItem e) =>
    [
        new("signalbox-event-type", HeaderText(e.Text("type"))),
        new("signalbox-event-id", HeaderText(e.Text("id"))),
        new("signalbox-stream", HeaderText(e.Text("stream"))),
        new("signalbox-version", e.Text("version")),
        new("signalbox-source", HeaderText(e.Text("source"))),
        new("signalbox-attempt", "1"),
    ];

    /// <summary>What a header cannot hold is escaped as in URLs: such values are rare, and others stay as they are.</summary>
    private static string HeaderText(string value)
    {
        if (value.All(static c => c is >= ' ' and <= '~'))
        {
            return value;
        }

        var text = new StringBuilder();
        foreach (var rune in value.EnumerateRunes())
        {
            text.Append(rune.Value is >= ' ' and <= '~' ? rune.ToString() : Uri.EscapeDataString(rune.ToString()));
        }

        return text.ToString();
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
