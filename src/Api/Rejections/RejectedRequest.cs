using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Signalbox.Providers;
using Signalbox.Providers.Signatures;

namespace Signalbox.Rejections;

/// <summary>A refused webhook as it is kept: without credentials, its body cut.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Source">The source that refused it.</param>
/// <param name="Fault">Why.</param>
/// <param name="ReceivedAt">When it arrived.</param>
/// <param name="BodyBytes">How long its body was.</param>
/// <param name="Content">What it was. Sealed wherever it is stored.</param>
internal sealed record RejectedRequest(string Id, string Source, string Fault, DateTimeOffset ReceivedAt, int BodyBytes, RejectedContent Content)
{
    /// <summary>The most bytes of a body that are kept.</summary>
    internal const int MaxBodyBytes = 16 << 10;

    /// <summary>Whether the body was longer than what is kept.</summary>
    internal bool IsCut => BodyBytes > Content.Body.Length;

    /// <summary>Keeps what is needed of a request.</summary>
    internal static RejectedRequest Of(string source, string fault, DateTimeOffset receivedAt, in WebhookRequest request, SchemeTraits traits, IReadOnlySet<string> knownHeaders) => new(
        $"rej_{Guid.NewGuid():n}", source, fault, receivedAt, request.Body.Length,
        new RejectedContent(
            request.Method, request.Scheme, request.Host, RejectedHeaders.TargetOf(request.Target, traits),
            RejectedHeaders.Of(request.Headers, traits, knownHeaders), request.Body.Span[..Math.Min(request.Body.Length, MaxBodyBytes)].ToArray()));

    /// <summary>The request, to be diagnosed.</summary>
    internal WebhookRequest ToWebhook()
    {
        var headers = new HeaderDictionary();
        foreach (var (name, values) in Content.Headers)
        {
            headers.Append(name, values);
        }

        return new WebhookRequest(Content.Method, Content.Scheme, Content.Host, Content.Target, headers, Content.Body);
    }

    /// <summary>The request, to be shown.</summary>
    internal RejectionDetail ToDetail() => new(
        Id, Source, Fault, ReceivedAt.UtcDateTime, BodyBytes, Content.Method, $"{Content.Scheme}://{Content.Host}{Content.Target}", Content.Headers,
        Convert.ToBase64String(Content.Body), IsCut);

    /// <summary>Names it only.</summary>
    public override string ToString() => $"RejectedRequest({Id}, {Source}, {Fault})";
}

/// <summary>What a refused webhook was.</summary>
/// <param name="Method">The method.</param>
/// <param name="Scheme">http or https, as it was seen.</param>
/// <param name="Host">The host, as it was seen.</param>
/// <param name="Target">Path and query, without the query's values unless they are signed.</param>
/// <param name="Headers">The headers, without the values of those that may hold credentials.</param>
/// <param name="Body">The body's first bytes.</param>
internal sealed record RejectedContent(string Method, string Scheme, string Host, string Target, Dictionary<string, string[]> Headers, byte[] Body)
{
    /// <summary>Leaves out what it holds.</summary>
    public override string ToString() => nameof(RejectedContent);
}

/// <summary>How the content is stored, before it is sealed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RejectedContent))]
internal sealed partial class RejectionJson : JsonSerializerContext;
