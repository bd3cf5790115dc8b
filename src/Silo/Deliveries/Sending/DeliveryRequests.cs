using System.Globalization;
using System.Net;
using Signalbox.Destinations;

namespace Signalbox.Deliveries;

/// <summary>Makes the requests of deliveries: Standard Webhooks, with headers that say what the event is. Safe for any number of callers at once.</summary>
/// <param name="publicUrl">Where the API is seen from outside, for links; empty: links are paths.</param>
internal sealed class DeliveryRequests(string publicUrl)
{
    private static readonly string UserAgent = $"Signalbox/{typeof(DeliveryRequests).Assembly.GetName().Version!.ToString(3)}";

    private readonly string _publicUrl = publicUrl.TrimEnd('/');

    /// <summary>A request, signed for a time.</summary>
    /// <returns><see langword="null"/> if no secret of the destination holds at that time.</returns>
    internal HttpRequestMessage? Create(Destination destination, DeliveryTarget target, OutgoingEvent outgoing, int attempt, DateTimeOffset at)
    {
        var body = destination.IsThin ? ThinEvent.Write(outgoing, _publicUrl) : outgoing.Payload;
        if (target.Sign(outgoing.Id, at, body.Span) is not { } signature)
        {
            return null;
        }

        var isSecure = destination.Url.Scheme == Uri.UriSchemeHttps;
        var request = new HttpRequestMessage(HttpMethod.Post, destination.Url)
        {
            // What the server offers while TLS is agreed on; in clear nobody is asked, so that it is the version that everybody knows.
            Version = isSecure ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = new ReadOnlyMemoryContent(body),
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", destination.IsThin ? ThinEvent.ContentType : ContentTypeOf(outgoing));

        // Not validated again: all of it is made of what can stand in a header.
        var headers = request.Headers;
        headers.TryAddWithoutValidation("user-agent", UserAgent);
        headers.TryAddWithoutValidation("webhook-id", outgoing.Id);
        headers.TryAddWithoutValidation("webhook-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        headers.TryAddWithoutValidation("webhook-signature", signature);
        headers.TryAddWithoutValidation("signalbox-event-type", HeaderText.Of(outgoing.Type));
        headers.TryAddWithoutValidation("signalbox-event-id", HeaderText.Of(outgoing.EventId));
        headers.TryAddWithoutValidation("signalbox-stream", HeaderText.Of(outgoing.Stream));
        headers.TryAddWithoutValidation("signalbox-version", outgoing.Version.ToString(CultureInfo.InvariantCulture));
        headers.TryAddWithoutValidation("signalbox-source", HeaderText.Of(ThinEvent.SourceOf(outgoing.Stream)));
        headers.TryAddWithoutValidation("signalbox-attempt", attempt.ToString(CultureInfo.InvariantCulture));
        if (outgoing.Tenant is { } tenant)
        {
            headers.TryAddWithoutValidation("signalbox-tenant", HeaderText.Of(tenant));
        }

        foreach (var (name, value) in destination.Headers)
        {
            headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    // It came from outside: what cannot stand in a header is no content type.
    private static string ContentTypeOf(OutgoingEvent outgoing) =>
        outgoing.ContentType.Length is 0 or > 255 || outgoing.ContentType.AsSpan().ContainsAnyExceptInRange(' ', '~') ? "application/octet-stream" : outgoing.ContentType;
}
