using Microsoft.AspNetCore.Http;
using Signalbox.Feed;
using Signalbox.Ingress;

namespace Signalbox.Access;

/// <summary>
/// Lets nobody under <c>/v1</c> without the API key, known route or not. Open are: the ingress, which verifies signatures; health,
/// metrics and the description of the API, which hold neither a customer's data nor a secret and are asked for by machines that have no
/// key. A read token opens the live feed of its tenant instead. The process listens on 127.0.0.1 unless told otherwise; whoever opens it decides whether a proxy shows those three.
/// </summary>
internal sealed class ApiKeyMiddleware(RequestDelegate next, IApiKeys keys, IReadTokens tokens, ClientLimits clients)
{
    private const string Scheme = "Bearer ";

    private static readonly PathString V1 = "/v1";

    /// <summary>Whether a request needs the key.</summary>
    internal static bool Guards(HttpContext context) => context.Request.Path.StartsWithSegments(V1, StringComparison.OrdinalIgnoreCase);

    public async Task InvokeAsync(HttpContext context)
    {
        if (!Guards(context))
        {
            await next(context);
            return;
        }

        // What is shown to one key holder must not be kept by a proxy for another.
        context.Response.Headers.CacheControl = "no-store";
        var address = context.Connection.RemoteIpAddress;
        if (!clients.MayTryKey(address))
        {
            context.Response.Headers.RetryAfter = "1";
            await Problems.WriteAsync(context, 429, "failed_keys", "This address has sent too many wrong API keys. Wait, and check the key.");
            return;
        }

        var header = context.Request.Headers.Authorization;
        var bearer = header is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : null;
        if ((bearer is not null && keys.IsValid(bearer)) || await OpensFeedAsync(context, bearer))
        {
            await next(context);
            return;
        }

        clients.ChargeFailedKey(address);
        if (bearer?.StartsWith(ReadToken.Prefix, StringComparison.Ordinal) == true && !IsFeed(context))
        {
            await Problems.WriteAsync(context, 403, "read_token", "A read token opens GET /v1/feed and nothing else. Everything else needs the API key.");
            return;
        }

        context.Response.Headers.WWWAuthenticate = header.Count == 0 ? "Bearer" : "Bearer error=\"invalid_token\"";
        await Problems.WriteAsync(context, 401, "unauthorized", header.Count == 0
            ? "Send the API key as 'Authorization: Bearer KEY'. It is in the file api-key of the data folder, or what SIGNALBOX_API_KEY was set to."
            : "This is not the API key. Send it as 'Authorization: Bearer KEY'; it is in the file api-key of the data folder, or what SIGNALBOX_API_KEY was set to.");
    }

    private static bool IsFeed(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.Request.Path.Equals(FeedEndpoint.Path, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a read token comes with the request, and the request is for the feed; the endpoint finds it among the request's features.</summary>
    private async Task<bool> OpensFeedAsync(HttpContext context, string? bearer)
    {
        if (!IsFeed(context))
        {
            return false;
        }

        var presented = bearer ?? (context.Request.Query[FeedEndpoint.TokenName] is [{ Length: > 0 } given] ? given : null);
        if (presented?.StartsWith(ReadToken.Prefix, StringComparison.Ordinal) != true
            || await tokens.FindAsync(presented, context.RequestAborted) is not { } token)
        {
            return false;
        }

        context.Features.Set(token);
        return true;
    }
}
