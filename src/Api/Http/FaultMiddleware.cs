using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Signalbox.Http;

/// <summary>
/// The one place where a failure becomes an answer: an exception, or an error that routing left without a body, is answered as a problem
/// that tells nothing of the server's inside.
/// </summary>
internal sealed partial class FaultMiddleware(RequestDelegate next, ILogger<FaultMiddleware> logger)
{
    // PostgreSQL's query_canceled: what a statement timeout raises.
    private const string QueryCanceled = "57014";

    // During the first start: the database, its schema or its tables are being made.
    private const string NoDatabase = "3D000";
    private const string NoSchema = "3F000";
    private const string NoTable = "42P01";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to read an answer.
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, e);
            return;
        }

        var response = context.Response;
        if (response.StatusCode >= 400 && !response.HasStarted && response.ContentType is null && response.ContentLength is null)
        {
            await DescribeAsync(context, response.StatusCode);
        }
    }

    private static Task DescribeAsync(HttpContext context, int status) => status switch
    {
        404 => Problems.WriteAsync(context, 404, "unknown_route", "There is nothing at this path. /openapi/v1.json lists what there is."),
        405 => Problems.WriteAsync(context, 405, "method_not_allowed", $"This path does not answer to {context.Request.Method}; it does to {context.Response.Headers.Allow}."),
        _ => Problems.WriteAsync(context, status, "refused", "The request was refused."),
    };

    private Task AnswerAsync(HttpContext context, Exception e)
    {
        var allow = context.Response.Headers.Allow;
        context.Response.Clear();
        context.Response.Headers.Allow = allow;
        switch (e)
        {
            case BadHttpRequestException bad:
                return Problems.WriteAsync(context, bad.StatusCode, "bad_request", "The request could not be read.");

            case DbException { SqlState: QueryCanceled } or DbException { InnerException: TimeoutException }:
                LogSlow(logger, Route(context), e.Message);
                return RetryAsync(context, "query_timeout", "The database took too long to answer. Ask for less, or try again later.");

            case DbException { IsTransient: true } or DbException { SqlState: NoDatabase or NoSchema or NoTable } or TimeoutException:
                LogAway(logger, Route(context), e.Message);
                return RetryAsync(context, "storage_unavailable", "The database does not answer. Try again later.");

            default:
                LogFailed(logger, e, Route(context));
                return Problems.WriteAsync(context, 500, "internal", "The server failed to answer; its log says why.");
        }
    }

    private static Task RetryAsync(HttpContext context, string code, string detail)
    {
        context.Response.Headers.RetryAfter = "5";
        return Problems.WriteAsync(context, 503, code, detail);
    }

    // The route, not the path: what anybody may send does not belong in a log.
    private static string Route(HttpContext context) => context.GetEndpoint()?.DisplayName ?? "no route";

    [LoggerMessage(1101, LogLevel.Warning, "{Route}: the database took too long: {Fault}")]
    private static partial void LogSlow(ILogger logger, string route, string fault);

    [LoggerMessage(1102, LogLevel.Warning, "{Route}: the database does not answer: {Fault}")]
    private static partial void LogAway(ILogger logger, string route, string fault);

    [LoggerMessage(1103, LogLevel.Error, "{Route} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string route);
}
