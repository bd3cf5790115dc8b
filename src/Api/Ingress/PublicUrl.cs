using Signalbox.Providers;
using Signalbox.Providers.Diagnosis;

namespace Signalbox.Ingress;

/// <summary>The URL of a source as its provider was told it, for schemes that sign the URL.</summary>
internal static class PublicUrl
{
    /// <summary>The request with the URL that the provider called: the source's <see cref="Account.PublicUrl"/>, if it has one, with the request's query.</summary>
    internal static WebhookRequest Apply(Account account, in WebhookRequest request) =>
        account.PublicUrl is { } text && RequestUrl.TrySplit(text, request.Host, out var url)
            ? request with { Scheme = url.Scheme, Host = url.Host, Target = PublicTarget.Of(url.Target, request.Target) }
            : request;

    /// <summary>Whether a text can be one: http:// or https://, with a path, without a query, a user or a fragment.</summary>
    internal static bool IsValid(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { UserInfo: "", Query: "", Fragment: "" } && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
        && text.Length <= 2048 && RequestUrl.TrySplit(text, string.Empty, out _);
}
