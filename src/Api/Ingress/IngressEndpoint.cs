using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Signalbox.Journal;
using Signalbox.Providers;
using Signalbox.Streams;

namespace Signalbox.Ingress;

/// <summary>
/// <c>POST /ingest/{source}</c>: verifies a webhook over its raw bytes, reads what the journal needs of it, and answers 200 once it is on disk.
/// Which check failed goes to the log, not into the answer.
/// </summary>
internal sealed partial class IngressEndpoint(
    Sources sources, IJournal journal, BodyBudget budget, IngressMetrics metrics, IOptions<IngressOptions> options, TimeProvider time, ILogger<IngressEndpoint> logger)
{
    private static readonly ReadOnlyMemory<byte> Received = """{"received":true}"""u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ReceivedBefore = """{"received":true,"duplicate":true}"""u8.ToArray();

    internal async Task HandleAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var receivedAt = time.GetUtcNow();
        if (context.Request.RouteValues["source"] is not string name || !sources.TryFind(name, out var source))
        {
            await RejectUnknownAsync(context);
            return;
        }

        if (source.Account.State is SourceState.Disabled)
        {
            // Not 410, which makes senders of Standard Webhooks give the endpoint up, nor 2xx, which would lose the event: providers count this as
            // failed and repeat it, so that a short pause loses nothing. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
            await RejectAsync(context, source, 403, "disabled", "This source is disabled.");
            return;
        }

        // A body without an announced length may turn out as large as any.
        var room = Math.Min(context.Request.ContentLength ?? long.MaxValue, options.Value.MaxBodyBytes);
        if (!budget.TryTake(room))
        {
            context.Response.Headers.RetryAfter = "1";
            await RejectAsync(context, source, 503, "busy", "Too many bodies are on their way in. Send this event again.");
            return;
        }

        byte[]? body;
        try
        {
            body = await WebhookBody.ReadAsync(context.Request, options.Value.MaxBodyBytes, context.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            LogUnreadable(logger, name, e.Message);
            await RejectAsync(context, source, e.StatusCode, e.StatusCode == 413 ? "too_large" : "unreadable", "The body could not be read.");
            return;
        }
        finally
        {
            budget.GiveBack(room);
        }

        if (body is null)
        {
            await RejectAsync(context, source, 413, "too_large", $"The body is larger than {options.Value.MaxBodyBytes} bytes (Signalbox:Ingress:MaxBodyBytes).");
            return;
        }

        await AcceptAsync(context, source, body, receivedAt, started);
    }

    private async Task AcceptAsync(HttpContext context, Source source, byte[] body, DateTimeOffset receivedAt, long started)
    {
        var secrets = source.SecretsAt(receivedAt);
        var verdict = source.Provider.Verify(context.Request.Headers, body, secrets.Values, receivedAt);
        if (!verdict.IsValid)
        {
            LogRefused(logger, source.Account.Name, verdict.Fault, body.Length);
            await RejectAsync(context, source, 401, "signature", "The signature is missing or does not verify.");
            return;
        }

        secrets.Matched(verdict.SecretIndex, receivedAt);
        var fault = source.Provider.ReadEnvelope(body, out var envelope);
        if (fault is not EnvelopeFault.None)
        {
            LogNoEvent(logger, source.Account.Name, fault, body.Length);
            await RejectAsync(context, source, 400, "not_an_event", "The body is not a JSON object with an id and a type.");
            return;
        }

        var outcome = await journal.AppendAsync(
            new IncomingEvent(
                source.Account.Name,
                envelope.Id,
                envelope.Type,
                new StreamKey(source.Account.Name, envelope.Kind, envelope.EntityId).ToString(),
                envelope.OccurredAt,
                receivedAt,
                source.Provider.KeepHeaders(context.Request.Headers),
                body),
            CancellationToken.None); // What is queued is appended, whether or not its sender still waits.
        switch (outcome)
        {
            case AppendOutcome.Appended or AppendOutcome.Duplicate:
                var duplicate = outcome is AppendOutcome.Duplicate;
                metrics.Accepted(source.Account.Name, duplicate, started);
                await WriteAsync(context.Response, duplicate ? ReceivedBefore : Received);
                return;

            case AppendOutcome.Full:
                context.Response.Headers.RetryAfter = "1";
                await RejectAsync(context, source, 503, "queue_full", "Too many events are waiting to be stored. Send this one again.");
                return;

            case AppendOutcome.Unavailable:
                context.Response.Headers.RetryAfter = "5";
                await RejectAsync(context, source, 503, "storage_unavailable", "The database does not answer. Send this event again.");
                return;

            default:
                throw new UnreachableException();
        }
    }

    private static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> json)
    {
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        await response.BodyWriter.WriteAsync(json);
    }

    private Task RejectUnknownAsync(HttpContext context)
    {
        if (!sources.IsComplete)
        {
            // It may be one that the API made: to a 404 a provider might give up.
            context.Response.Headers.RetryAfter = "5";
            metrics.Rejected("unknown", "storage_unavailable");
            return Problems.WriteAsync(context, 503, "storage_unavailable", "The sources are not known yet. Send this event again.");
        }

        metrics.Rejected("unknown", "unknown_source");
        return Problems.WriteAsync(context, 404, "unknown_source", "There is no source of this name. GET /v1/sources lists those that there are.");
    }

    private Task RejectAsync(HttpContext context, Source source, int status, string reason, string detail)
    {
        metrics.Rejected(source.Account.Name, reason);
        return Problems.WriteAsync(context, status, reason, detail);
    }

    [LoggerMessage(1501, LogLevel.Warning, "A webhook for {Source} was refused: {Fault} ({Bytes} bytes)")]
    private static partial void LogRefused(ILogger logger, string source, SignatureFault fault, int bytes);

    [LoggerMessage(1502, LogLevel.Warning, "A signed webhook for {Source} is no event: {Fault} ({Bytes} bytes)")]
    private static partial void LogNoEvent(ILogger logger, string source, EnvelopeFault fault, int bytes);

    [LoggerMessage(1503, LogLevel.Information, "A webhook for {Source} could not be read: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string source, string reason);
}
