using Microsoft.AspNetCore.Http;

namespace Signalbox.Providers;

/// <summary>
/// How one provider signs its webhooks and where in them the event's id, type, time and entity are. Does no I/O and reads no clock;
/// safe for any number of callers at once.
/// </summary>
public interface IWebhookProvider
{
    /// <summary>The provider's name in settings, for example <c>stripe</c>.</summary>
    string Name { get; }

    /// <summary>The largest body in bytes, or <see langword="null"/> if only the ingress's own limit counts.</summary>
    int? MaxBodyBytes { get; }

    /// <summary>Checks the signature over the bytes as they were received, and then its age.</summary>
    /// <param name="request">The request, its body untouched.</param>
    /// <param name="secrets">The source's active secrets. All of them are tried, whichever matches.</param>
    /// <param name="now">The time by this cluster's clock.</param>
    SignatureVerdict Verify(in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets, DateTimeOffset now);

    /// <summary>Reads what the journal needs to know of a verified request. An event type that nobody knows is no fault.</summary>
    /// <param name="request">The request. Bytes of any kind are allowed: what is wrong comes back as a fault.</param>
    WebhookContent Read(in WebhookRequest request);

    /// <summary>
    /// The request's headers worth keeping with the event: one <c>Name: value</c> a line, printable ASCII only, at most 2,048
    /// characters, never a credential. Empty if there are none.
    /// </summary>
    string KeepHeaders(IHeaderDictionary headers);

    /// <summary>What is wrong with a webhook secret for this provider, in plain words that quote nothing of it.</summary>
    /// <returns>What would be right, such as "must be …", or <see langword="null"/> if the secret can be used.</returns>
    string? CheckSecret(string secret);
}
