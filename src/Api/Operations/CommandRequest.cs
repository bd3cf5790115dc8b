using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Signalbox.Http;
using Signalbox.Ingress;

namespace Signalbox.Operations;

/// <summary>Reads a command out of an HTTP request, and what is wrong with it.</summary>
internal static class CommandRequest
{
    /// <summary>The largest body of a command, in bytes.</summary>
    internal const int MaxBodyBytes = 64 << 10;

    internal const string KeyHeader = "Idempotency-Key";

    private const int MaxKeyLength = 255;

    /// <summary>The account that the request is for: the one that it names, or the only one there is.</summary>
    internal static string? AccountOf(string? asked, IAccounts accounts, IOperations operations) =>
        asked ?? (accounts.All.Where(a => operations.CanCall(a.Name)).ToList() is [var only] ? only.Name : null);

    /// <summary>The key, or the fault of it.</summary>
    internal static (string? Key, IResult? Fault) KeyOf(HttpContext context, bool isRequired)
    {
        var header = context.Request.Headers[KeyHeader];
        return header switch
        {
            [] when isRequired => (null, Problems.Result(400, "idempotency_key_missing", $"This can move money: send a header {KeyHeader} that is new for each thing you want done and the same when you send it again.")),
            [] => ($"signalbox-{Guid.NewGuid():n}", null),
            [{ Length: > 0 and <= MaxKeyLength } key] when key.All(static c => c is > ' ' and < '\u007f') => (key, null),
            _ => (null, Problems.Result(400, "idempotency_key_invalid", $"{KeyHeader} must be one value of 1 to {MaxKeyLength} visible ASCII characters.")),
        };
    }

    /// <summary>Who asks: a fingerprint of the API key, which was checked.</summary>
    internal static string CallerOf(HttpContext context) =>
        $"key:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString())).AsSpan(0, 4))}";

    /// <summary>The request as it is recorded, read as far as to know that it is a command, and its faults by field.</summary>
    internal static async Task<(ReadOnlyMemory<byte> Recorded, IResult? Fault)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, Action<T, FieldFaults> check, int maxBytes = MaxBodyBytes)
    {
        var id = context.Request.RouteValues["id"] as string;
        var faults = new FieldFaults().CheckId("id", id);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit && limit.MaxRequestBodySize < maxBytes)
        {
            // The server's own limit is that of webhooks.
            limit.MaxRequestBodySize = maxBytes;
        }

        if (await WebhookBody.ReadAsync(context.Request, maxBytes, context.RequestAborted) is not { } body)
        {
            return (default, Problems.Result(413, "too_large", $"The body is larger than {maxBytes} bytes."));
        }

        if (JsonNul.IsIn(body))
        {
            return (default, Problems.BadParameters(new FieldFaults().Require("body", false, "must not hold the character U+0000, which the database cannot keep.").Found));
        }

        if (JsonUnicode.IsBrokenIn(body))
        {
            return (default, Problems.BadParameters(new FieldFaults().Require("body", false, "must be Unicode: it holds bytes that are no UTF-8, or half of a surrogate pair.").Found));
        }

        // To do something with what exists, nothing more may need to be said.
        body = body.Length == 0 && id is not null ? "{}"u8.ToArray() : body;
        try
        {
            if (JsonSerializer.Deserialize(body, type) is not { } command)
            {
                return (default, Problems.Result(400, "not_json", "The body must be a JSON object."));
            }

            check(command, faults);
        }
        catch (JsonException e)
        {
            Explain(e, body, type, faults);
        }

        return faults.Found.Count > 0 ? (default, Problems.BadParameters(faults.Found)) : (id is null ? body : On(id, body), null);
    }

    private static void Explain<T>(JsonException fault, byte[] body, JsonTypeInfo<T> type, FieldFaults faults)
    {
        if (fault.Path is not { Length: > 2 } path)
        {
            foreach (var name in Missing(body, type))
            {
                faults.Require(name, false, "is required.");
            }

            faults.Require("body", faults.Found.Count > 0, $"must be a JSON object (line {fault.LineNumber + 1 ?? 1}).");
            return;
        }

        var field = path[2..];
        var isKnown = field.AsSpan().ContainsAny('.', '[') || type.Properties.Any(p => p.Name == field);
        faults.Require(field, false, isKnown
            ? "is there twice, not of the type that it must have, or not one of what it may be."
            : "is not a field of this request.");
    }

    private static List<string> Missing<T>(byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? [.. type.Properties.Where(p => p.IsRequired && !json.RootElement.TryGetProperty(p.Name, out _)).Select(static p => p.Name)]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>A <see cref="CommandOn{T}"/>, with the request's own bytes in it.</summary>
    private static ReadOnlyMemory<byte> On(string id, byte[] body)
    {
        var buffer = new ArrayBufferWriter<byte>(body.Length + id.Length + 32);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WritePropertyName("request");
            writer.WriteRawValue(body);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
