using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Signalbox.Ingress;

namespace Signalbox.Operations;

/// <summary>Reads a command out of an HTTP request, and what is wrong with it.</summary>
internal static class CommandRequest
{
    /// <summary>The largest body of a command, in bytes.</summary>
    internal const int MaxBodyBytes = 64 << 10;

    internal const string KeyHeader = "Idempotency-Key";

    private const int MaxKeyLength = 255;

    /// <summary>Whether the caller asks not to wait (<c>Prefer: respond-async</c>, RFC 7240).</summary>
    internal static bool PrefersAsync(HttpContext context) =>
        context.Request.Headers["Prefer"].Any(static h => h?.Split(',', ';').Any(static p => p.Trim().Equals("respond-async", StringComparison.OrdinalIgnoreCase)) is true);

    /// <summary>The account that the request is for: the one that it names, or the only one there is.</summary>
    internal static string? AccountOf(string? asked, IAccounts accounts, IOperations operations) =>
        asked ?? (accounts.All.Where(a => operations.CanCall(a.Name)).ToList() is [var only] ? only.Name : null);

    /// <summary>The key, or the fault of it.</summary>
    internal static (string? Key, IResult? Fault) KeyOf(HttpContext context, bool isRequired)
    {
        var header = context.Request.Headers[KeyHeader];
        return header switch
        {
            [] when isRequired => (null, Problems.Result(400, "idempotency_key_missing", $"This moves money: send a header {KeyHeader} that is new for each thing you want done and the same when you send it again.")),
            [] => ($"signalbox-{Guid.NewGuid():n}", null),
            [{ Length: > 0 and <= MaxKeyLength } key] when key.All(static c => c is > ' ' and < '\u007f') => (key, null),
            _ => (null, Problems.Result(400, "idempotency_key_invalid", $"{KeyHeader} must be one value of 1 to {MaxKeyLength} visible ASCII characters.")),
        };
    }

    /// <summary>Who asks: a fingerprint of the API key, which was checked.</summary>
    internal static string CallerOf(HttpContext context) =>
        $"key:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString())).AsSpan(0, 4))}";

    /// <summary>The body, read as far as to know that it is a command, and its faults by field.</summary>
    internal static async Task<(byte[] Body, IResult? Fault)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, Func<T, Dictionary<string, string>> check)
    {
        if (await WebhookBody.ReadAsync(context.Request, MaxBodyBytes, context.RequestAborted) is not { } body)
        {
            return ([], Problems.Result(413, "too_large", $"The body is larger than {MaxBodyBytes} bytes."));
        }

        try
        {
            if (JsonSerializer.Deserialize(body, type) is not { } command)
            {
                return ([], Problems.Result(400, "not_json", "The body must be a JSON object."));
            }

            var faults = check(command);
            return (body, faults.Count > 0 ? Problems.BadParameters(faults) : null);
        }
        catch (JsonException e)
        {
            var at = e.Path is { Length: > 2 } path ? path[2..] : "body";
            return ([], Problems.BadParameters(new() { [at] = $"Not a field of this request, missing, or not of the type that it must have (line {e.LineNumber + 1 ?? 1})." }));
        }
    }
}
