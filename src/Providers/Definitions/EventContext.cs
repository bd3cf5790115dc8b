using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Signalbox.Providers.Definitions;

/// <summary>What the templates of a definition take their values from: a request, and one event in it.</summary>
/// <param name="request">The request.</param>
/// <param name="json">The event, if it is JSON.</param>
/// <param name="form">The body, if it is a form.</param>
/// <param name="payload">The event's own bytes.</param>
/// <param name="type">The event's type, once it is known.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct EventContext(in WebhookRequest request, JsonElement json, FormBody? form, ReadOnlyMemory<byte> payload, string? type)
{
    /// <summary>What stands before a hash that serves as an id.</summary>
    internal const string HashPrefix = "sha256:";

    private readonly WebhookRequest _request = request;

    /// <summary>The event's type, once it is known.</summary>
    internal string? Type => type;

    /// <summary>The same with the type.</summary>
    internal EventContext WithType(string known) => new(_request, json, form, payload, known);

    /// <summary>A string, number or truth value; <see langword="null"/> if there is none, or it is no text.</summary>
    internal string? Json(JsonPointer pointer)
    {
        try
        {
            if (json.ValueKind is JsonValueKind.Undefined || !pointer.TryFind(json, out var value))
            {
                return null;
            }

            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // Half of an escaped surrogate pair: valid JSON, but no text.
            return null;
        }
    }

    /// <summary>A header that stands there once.</summary>
    internal string? Header(string name) => _request.Headers[name] is [var value] ? value : null;

    /// <summary>A parameter of the query, unescaped.</summary>
    internal string? Query(string name)
    {
        var query = _request.Query;
        foreach (var range in query.Split('&'))
        {
            var item = query[range];
            var equals = item.IndexOf('=');
            if (equals > 0 && item[..equals].SequenceEqual(name))
            {
                return Uri.UnescapeDataString(item[(equals + 1)..]);
            }
        }

        return null;
    }

    /// <summary>A field of the form.</summary>
    internal string? Form(string name) => form?[name];

    /// <summary>The SHA-256 of the event's own bytes.</summary>
    internal string Hash() => HashOf(payload.Span);

    /// <summary>The SHA-256 of bytes, as an id.</summary>
    internal static string HashOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        return string.Concat(HashPrefix, Convert.ToHexStringLower(digest));
    }
}
