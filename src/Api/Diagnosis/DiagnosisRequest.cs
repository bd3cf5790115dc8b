using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Signalbox.Http;
using Signalbox.Operations;
using Signalbox.Providers;
using Signalbox.Providers.Diagnosis;

namespace Signalbox.Diagnosis;

/// <summary>A request to diagnose, as somebody has captured it; or the id of a rejected one.</summary>
internal sealed record DiagnosisRequest
{
    private const int MaxHeaders = 128;
    private const int MaxHeaderChars = 16 << 10;

    /// <summary>The method; POST if it is left out.</summary>
    public string? Method { get; init; }

    /// <summary>The URL as the sender called it, or the path as it was seen.</summary>
    public string? Url { get; init; }

    /// <summary>The headers; a header that came more than once has a list.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Headers { get; init; }

    /// <summary>The body as text.</summary>
    public string? Body { get; init; }

    /// <summary>The body in Base64, where its exact bytes matter.</summary>
    public string? BodyBase64 { get; init; }

    /// <summary>When it arrived; now, if it is left out.</summary>
    public string? ReceivedAt { get; init; }

    /// <summary>The id of a rejected request of this source, instead of all others.</summary>
    public string? Rejection { get; init; }

    /// <summary>What is wrong with it, by field.</summary>
    internal static void Check(DiagnosisRequest request, FieldFaults faults)
    {
        var others = request is { Method: null, Url: null, Headers: null, Body: null, BodyBase64: null, ReceivedAt: null };
        faults.Require("rejection", request.Rejection is null || others, "says everything: leave the other fields out.");
        if (request.Rejection is not null)
        {
            faults.RequireId("rejection", request.Rejection);
            return;
        }

        faults.Require("method", request.Method is null || (request.Method.Length is > 0 and <= 16 && request.Method.All(char.IsAsciiLetter)), "must be an HTTP method.");
        faults.Require("url", request.Url is not null && RequestUrl.TrySplit(request.Url, string.Empty, out _), "is required: the URL that was called (https://…), or its path.");
        faults.Require("headers", request.Headers is { Count: > 0 and <= MaxHeaders }, $"is required: an object of 1 to {MaxHeaders} headers.");
        foreach (var (name, value) in request.Headers ?? new Dictionary<string, JsonElement>())
        {
            faults.Require("headers", name.Length > 0 && ValuesOf(value) is { } values && values.Sum(static v => v.Length) <= MaxHeaderChars, "must have texts, or lists of texts, as values.");
        }

        faults.Require("body", request.Body is null != request.BodyBase64 is null, "is required, or body_base64, and not both.");
        faults.Require("body_base64", request.BodyBase64 is null || System.Buffers.Text.Base64.IsValid(request.BodyBase64), "must be Base64.");
        faults.Require("received_at", request.ReceivedAt is null || Moment.TryParse(request.ReceivedAt, out _), "must be a time in ISO 8601, such as 2026-01-31T12:00:00Z.");
    }

    /// <summary>The request, once it was checked.</summary>
    internal WebhookRequest ToWebhook()
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in Headers!)
        {
            headers.Append(name, new StringValues([.. ValuesOf(value)!]));
        }

        RequestUrl.TrySplit(Url!, headers["Host"].ToString(), out var url);
        return new WebhookRequest(
            (Method ?? "POST").ToUpperInvariant(), url.Scheme, url.Host, url.Target, headers,
            BodyBase64 is null ? Encoding.UTF8.GetBytes(Body!) : Convert.FromBase64String(BodyBase64));
    }

    /// <summary>Leaves out what it holds.</summary>
    public override string ToString() => nameof(DiagnosisRequest);

    private static List<string>? ValuesOf(JsonElement value)
    {
        List<JsonElement> items = value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        return items.Count is > 0 and <= 16 && items.TrueForAll(static i => i.ValueKind is JsonValueKind.String) ? items.ConvertAll(static i => i.GetString()!) : null;
    }
}

/// <summary>Reads requests to diagnose.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(DiagnosisRequest))]
internal sealed partial class DiagnosisJson : JsonSerializerContext;
