using Microsoft.AspNetCore.Http;
using Signalbox.Ingress;

namespace Signalbox.Access;

/// <summary>
/// Lets nobody under <c>/v1</c> without the API key, known route or not. Open are: the ingress, which verifies signatures; health,
/// metrics and the description of the API, which hold neither a customer's data nor a secret and are asked for by machines that have no
/// key. The process listens on 127.0.0.1 unless told otherwise; whoever opens it decides whether a proxy shows those three.
/// </summary>
internal sealed class ApiKeyMiddleware(RequestDelegate next, IApiKeys keys, ClientLimits clients)
{
    private const string Scheme = "Bearer ";

    private static readonly PathString V1 = "/v1";

    /// <summary>Whether a request needs the key.</summary>
    internal static bool Guards(HttpContext context) => context.Request.Path.StartsWithSegments(V1, StringComparison.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context)
    {
        if (!Guards(context))
        {
            return next(context);
        }

        // What is shown to one key holder must not be kept by a proxy for another.
        context.Response.Headers.CacheControl = "no-store";
        var address = context.Connection.RemoteIpAddress;
        if (!clients.MayTryKey(address))
        {
            context.Response.Headers.RetryAfter = "1";
            return Problems.WriteAsync(context, 429, "failed_keys", "This address has sent too many wrong API keys. Wait, and check the key.");
        }

        var header = context.Request.Headers.Authorization;
        if (header is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && keys.IsValid(value[Scheme.Length..].Trim()))
        {
            return next(context);
        }

        clients.ChargeFailedKey(address);
        context.Response.Headers.WWWAuthenticate = header.Count == 0 ? "Bearer" : "Bearer error=\"invalid_token\"";
        return Problems.WriteAsync(context, 401, "unauthorized", header.Count == 0
            ? "Send the API key as 'Authorization: Bearer KEY'. It is in the file api-key of the data folder, or what SIGNALBOX_API_KEY was set to."
            : "This is not the API key. Send it as 'Authorization: Bearer KEY'; it is in the file api-key of the data folder, or what SIGNALBOX_API_KEY was set to.");
    }
}
