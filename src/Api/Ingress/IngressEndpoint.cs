using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Signalbox.Journal;
using Signalbox.Providers;

namespace Signalbox.Ingress;

/// <summary>
/// <c>POST /ingest/{source}</c>: verifies a webhook over its raw bytes, reads what the journal needs of it, and answers 200 once all its events are on disk.
/// Which check failed goes to the log, not into the answer.
/// </summary>
internal sealed partial class IngressEndpoint(
    Sources sources, IJournal journal, BodyIntake bodies, ClientLimits clients, RefusedWebhooks refused, IngressMetrics metrics, IOptions<IngressOptions> options,
    TimeProvider time, ILogger<IngressEndpoint> logger)
{
    private static readonly ReadOnlyMemory<byte> Received = """{"received":true}"""u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ReceivedBefore = """{"received":true,"duplicate":true}"""u8.ToArray();

    internal async Task HandleAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var receivedAt = time.GetUtcNow();
        var address = context.Connection.RemoteIpAddress;
        if (!clients.TryTakeRequest(address))
        {
            context.Response.Headers.RetryAfter = "1";
            metrics.Rejected("unknown", "address_limit");
            await Problems.WriteAsync(context, 429, "address_limit", "This address has sent too many requests. Send this event again.");
            return;
        }

        if (context.Request.RouteValues["source"] is not string name || !sources.TryFind(name, out var source))
        {
            clients.ChargeRefusal(address);
            await RejectUnknownAsync(context);
            return;
        }

        if (!AllowList.Admits(source.Account.AllowFrom, address))
        {
            await RejectAsync(context, source, 403, "address", "This source takes no webhooks from this address.");
            return;
        }

        if (source.Account.State is SourceState.Disabled)
        {
            // Not 410, which makes senders of Standard Webhooks give the endpoint up, nor 2xx, which would lose the event: providers count this as
            // failed and repeat it, so that a short pause loses nothing. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
            await RejectAsync(context, source, 403, "disabled", "This source is disabled.");
            return;
        }

        if (receivedAt < source.Account.UnopenedUntil && source.SecretsAt(receivedAt).Values.IsEmpty)
        {
            // It may be genuine: a 401 would say that it is not, for a fault of this side.
            context.Response.Headers.RetryAfter = "60";
            await RejectAsync(context, source, 503, "secrets_unavailable", "The secrets of this source cannot be opened. Send this event again.");
            return;
        }

        if (!source.Share.TryTakeRequest())
        {
            context.Response.Headers.RetryAfter = "1";
            await RejectAsync(context, source, 429, "source_limit", "This source is sent too many requests. Send this event again.");
            return;
        }

        var maxBytes = Math.Min(source.Provider.MaxBodyBytes ?? int.MaxValue, options.Value.MaxBodyBytes);
        byte[]? body;
        BodyFault fault;
        try
        {
            (body, fault) = await bodies.ReadAsync(context, source.Share, maxBytes);
        }
        catch (BadHttpRequestException e)
        {
            LogUnreadable(logger, name, e.Message);
            await RejectAsync(context, source, e.StatusCode, e.StatusCode == 413 ? "too_large" : "unreadable", "The body could not be read.");
            return;
        }

        if (body is null)
        {
            await RejectBodyAsync(context, source, fault, maxBytes);
            return;
        }

        await AcceptAsync(context, source, body, receivedAt, started);
    }

    private async Task AcceptAsync(HttpContext context, Source source, byte[] body, DateTimeOffset receivedAt, long started)
    {
        var secrets = source.SecretsAt(receivedAt);
        var http = context.Request;
        var request = PublicUrl.Apply(source.Account, new WebhookRequest(
            http.Method, http.Scheme, http.Host.Value ?? string.Empty, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, http.Headers, body));
        var verdict = source.Provider.Verify(request, secrets.Values, receivedAt);
        if (!verdict.IsValid)
        {
            clients.ChargeRefusal(context.Connection.RemoteIpAddress);
            refused.Note(source, verdict.Fault, request, receivedAt);
            await RejectAsync(context, source, 401, "signature", "The signature is missing or does not verify.");
            return;
        }

        secrets.Matched(verdict.SecretIndex, receivedAt);
        var content = source.Provider.Read(request);
        if (content.Fault is not EnvelopeFault.None)
        {
            refused.Note(source, content.Fault, request, receivedAt);
            await (content.Fault is EnvelopeFault.TooManyEvents
                ? RejectAsync(context, source, 413, "too_many_events", "The request holds more events than the provider's definition allows (max_events).")
                : RejectAsync(context, source, 400, "not_an_event", "The body is not an event with an id and a type where the provider's definition says."));
            return;
        }

        if (content.Reply is { } reply)
        {
            LogHandshake(logger, source.Account.Name);
            await WriteAsync(context.Response, Encoding.UTF8.GetBytes(reply), "text/plain; charset=utf-8");
            return;
        }

        // No more than a slice waits at a time: a large request must get in beside the source's others.
        var count = Math.Min(content.Events?.Count ?? 1, EventAppends.SliceEvents);
        if (!source.Share.TryEnter(count, body.Length))
        {
            context.Response.Headers.RetryAfter = "1";
            await RejectAsync(context, source, 503, "source_busy", "Too many events of this source are waiting to be stored. Send this one again.");
            return;
        }

        AppendOutcome outcome;
        try
        {
            var verified = new VerifiedRequest(
                source.Account.Name, receivedAt, source.Provider.KeepHeaders(http.Headers), secrets.Values[verdict.SecretIndex].Fingerprint);
            outcome = content.Events is { } events
                ? await journal.AppendAllAsync(verified, events)
                : await journal.AppendAsync(verified, content.Envelope, body);
        }
        finally
        {
            source.Share.Leave(count, body.Length);
        }

        switch (outcome)
        {
            case AppendOutcome.Appended or AppendOutcome.Duplicate:
                var duplicate = outcome is AppendOutcome.Duplicate;
                metrics.Accepted(source.Account.Name, duplicate, started);
                await WriteAsync(context.Response, duplicate ? ReceivedBefore : Received, "application/json");
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

    private static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> body, string contentType)
    {
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body);
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

    private Task RejectBodyAsync(HttpContext context, Source source, BodyFault fault, int maxBytes)
    {
        var answer = context.Response.Headers;
        switch (fault)
        {
            case BodyFault.TooLarge:
                return RejectAsync(context, source, 413, "too_large", $"The body is larger than {maxBytes} bytes (Signalbox:Ingress:MaxBodyBytes, or the provider's max_body_bytes if that is less).");

            case BodyFault.Slow:
                // What is left of the body is not waited for.
                answer.Connection = "close";
                return RejectAsync(context, source, 408, "slow_body", $"The body was not there after {options.Value.BodyTimeout.TotalSeconds:0} s (Signalbox:Ingress:BodyTimeout). Send this event again.");

            case BodyFault.Busy:
                answer.RetryAfter = "1";
                return RejectAsync(context, source, 503, "busy", "Too many bodies are on their way in. Send this event again.");

            case BodyFault.AddressFull:
                answer.RetryAfter = "1";
                return RejectAsync(context, source, 429, "address_limit", "Too many bodies of this address are on their way in. Send this event again.");

            default:
                throw new UnreachableException();
        }
    }

    private Task RejectAsync(HttpContext context, Source source, int status, string reason, string detail)
    {
        metrics.Rejected(source.Account.Name, reason);
        return Problems.WriteAsync(context, status, reason, detail);
    }

    [LoggerMessage(1503, LogLevel.Information, "A webhook for {Source} could not be read: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string source, string reason);

    [LoggerMessage(1510, LogLevel.Information, "A handshake for {Source} was answered")]
    private static partial void LogHandshake(ILogger logger, string source);
}
