using Microsoft.AspNetCore.Http;
using Signalbox.Providers;

namespace Signalbox.Tests.Unit.Providers;

/// <summary>Requests as a test needs them.</summary>
internal static class Requests
{
    internal static WebhookRequest With(byte[] body, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            dictionary.Append(name, value);
        }

        return new WebhookRequest("POST", "https", "example.com", "/ingest/test", dictionary, body);
    }
}
