using System.Net;
using System.Text;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Tests.Unit.Providers.Stripe.Api;

/// <summary>Answers as a test says, and remembers what it was sent.</summary>
internal sealed class ScriptedHandler(Func<SentRequest, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    internal const string KeyText = "sk_test_fake_51Nq8wBdK2vYhLmP";

    internal ScriptedHandler(Func<SentRequest, HttpResponseMessage> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    internal List<SentRequest> Sent { get; } = [];

    internal static ScriptedHandler Always(int status, string body) => new(_ => Answer(status, body));

    internal static HttpResponseMessage Answer(int status, string body, params (string Name, string Value)[] headers) =>
        Answer(status, new ByteArrayContent(Encoding.UTF8.GetBytes(body)), headers);

    internal static HttpResponseMessage Answer(int status, HttpContent content, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = content };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    internal StripeClient NewClient(StripeClientOptions? options = null, TimeProvider? time = null) =>
        new(new HttpClient(this, disposeHandler: false), new StripeApiKey(KeyText), options, time);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : null;
        request.Options.TryGetValue(StripeRequestOptions.Operation, out var operation);
        request.Options.TryGetValue(ProviderCall.EndpointClass, out var endpointClass);
        var sent = new SentRequest(
            request.Method.Method,
            request.RequestUri!.AbsoluteUri,
            request.Headers.NonValidated.Concat(request.Content?.Headers.NonValidated ?? default)
                .ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body,
            operation,
            endpointClass);
        Sent.Add(sent);
        return await answer(sent, cancellationToken);
    }
}

/// <summary>A request as it would go over the wire.</summary>
internal sealed record SentRequest(string Method, string Url, Dictionary<string, string> Headers, string? Body, string? Operation, string? EndpointClass)
{
    /// <summary>Path and query, as they are sent.</summary>
    internal string Path => Url["https://api.stripe.com".Length..];
}
