using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Signalbox.Http;
using Signalbox.Ingress;
using Signalbox.Operations;
using Signalbox.Providers.Cache;

namespace Signalbox.Cache;

/// <summary>Answers requests for objects as their provider has them, where this process can ask it.</summary>
internal sealed class ObjectReading(IAccounts accounts, ICachedObjects? objects = null)
{
    internal async Task<IResult> ReadAsync(HttpContext context, string account, CacheableKind kind, string id, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        if (new FieldFaults().RequireId("id", id).Found is { Count: > 0 } faults)
        {
            return Problems.BadParameters(faults);
        }

        if (!accounts.TryFind(account, out _))
        {
            return Problems.Result(404, "unknown_account", "There is no such account. GET /v1/providers lists those that there are.");
        }

        if (objects is null)
        {
            return Problems.Result(503, "no_grains", "This process hosts no grains and calls no provider. Ask one whose Signalbox:Roles has 'grains'.");
        }

        return objects.CanRead(account)
            ? Answer(context, account, await objects.ReadAsync(account, kind, id, cancellationToken))
            : Problems.Result(409, "no_api_key", $"Nothing can be read from the provider: the account '{account}' has no API key (Signalbox:Accounts:{account}:ApiKey).");
    }

    private static IResult Answer(HttpContext context, string account, CachedAnswer answer)
    {
        var headers = context.Response.Headers;
        switch (answer)
        {
            case CachedAnswer.Found found:
                headers[CachedObjectEndpoints.OriginHeader] = found.Origin switch
                {
                    AnswerOrigin.Miss => "miss",
                    AnswerOrigin.Hit => "hit",
                    AnswerOrigin.Stale => "stale",
                    _ => throw new UnreachableException(),
                };
                headers.Age = ((long)found.Age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return TypedResults.Bytes(found.Json, "application/json");

            case CachedAnswer.Missing:
                return Problems.Result(404, "unknown_at_provider", $"The provider does not have it. Check the id, and that the API key of '{account}' is of the account and mode that it is in.");

            case CachedAnswer.Refused refused:
                if (refused.Status is 429 or 503)
                {
                    headers.RetryAfter = $"{Math.Max(1, Math.Ceiling((refused.RetryAfter ?? TimeSpan.Zero).TotalSeconds)):0}";
                }

                return Problems.Result(refused.Status, refused.Code, refused.Reason);

            default:
                throw new UnreachableException();
        }
    }
}
