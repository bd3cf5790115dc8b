using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Signalbox.Http;
using Signalbox.Ingress;
using Signalbox.OpenApi;
using Signalbox.Operations;
using Signalbox.Providers.Diagnosis;
using Signalbox.Rejections;
using Signalbox.Sources;

namespace Signalbox.Diagnosis;

/// <summary><c>/v1/sources/{name}/diagnose</c> and <c>/rejections</c>: why webhooks are refused.</summary>
internal static class DiagnosisEndpoints
{
    internal const string Example = """
        {
          "accepted": false, "verdict": "no_match",
          "summary": "The body was changed on the way: it was parsed and written again: signed was JSON indented by 2.",
          "checks": [
            { "name": "secrets", "outcome": "passed", "detail": "1 active secrets (5f0c1a9e)" },
            { "name": "signature", "outcome": "failed", "detail": "no signature belongs to this body of 180 bytes and an active secret" }
          ],
          "causes": [
            {
              "code": "body_reserialized", "certainty": "certain", "explanation": "The body was changed on the way: it was parsed and written again: signed was JSON indented by 2.",
              "evidence": "With that undone the body has 224 bytes instead of 180, and the signature is genuine.", "remedy": "Pass the raw bytes on."
            }
          ]
        }
        """;

    internal const string ListExample = """
        {
          "items": [ { "id": "rej_0c6a8f3e51f7441f9a2b1d5e7c3f9a10", "source": "stripe", "fault": "no_match", "received_at": "2026-01-31T12:04:11.02Z", "body_bytes": 180 } ],
          "more": false, "next_cursor": null
        }
        """;

    internal const string RejectionExample = """
        {
          "id": "rej_0c6a8f3e51f7441f9a2b1d5e7c3f9a10", "source": "stripe", "fault": "no_match", "received_at": "2026-01-31T12:04:11.02Z", "body_bytes": 2,
          "method": "POST", "url": "https://hooks.example.com/ingest/stripe", "headers": { "Content-Type": ["application/json"], "Cookie": ["(redacted)"] },
          "body_base64": "e30=", "is_cut": false
        }
        """;

    private static readonly QueryParameter ReceivedAt = new("received_at", "When a raw request (message/http) arrived; now, if it is left out.");

    internal static void MapDiagnosis(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/sources/{name}/diagnose", DiagnoseAsync)
            .Describe("diagnoseRequest", "Sources", "Why a webhook is refused", """Says which check a request fails and what probably causes it: a wrong secret, a body that was parsed and written again, a clock that is off, a URL that is another one behind a proxy, headers of another provider. The body is {"method", "url", "headers", "body" or "body_base64", "received_at"}, or {"rejection": "rej_…"} for one of the source's rejected requests, or, as message/http, a raw HTTP request. Nothing is stored, and no secret or signature is shown.""")
            .WithQuery(ReceivedAt)
            .Answers<SignatureDiagnosis>(Example)
            .Refuses(400, 404, 409, 413);

        routes.MapGet("/v1/sources/{name}/rejections", ListAsync)
            .Describe("listRejections", "Sources", "Refused webhooks", "A small sample of the source's refused webhooks, newest first: at most 20, at most 5 of each kind of fault, none older than a day.")
            .WithQuery()
            .Answers<Page<RejectionSummary>>(ListExample)
            .Refuses(404);

        routes.MapGet("/v1/sources/{name}/rejections/{id}", GetAsync)
            .Describe("getRejection", "Sources", "A refused webhook", "A refused webhook with its headers, without credentials, and the first 16 KiB of its body.")
            .WithQuery()
            .Answers<RejectionDetail>(RejectionExample)
            .Refuses(404);
    }

    private static async Task<IResult> DiagnoseAsync(
        [Description("The source's name.")] string name, HttpContext context, SourceDiagnosis diagnosis, IRejections rejections, IOptions<IngressOptions> options,
        CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var receivedAt = query.Time(ReceivedAt);
        if (query.Fault is { } fault)
        {
            return fault;
        }

        if (!diagnosis.Knows(name))
        {
            return SourceProblems.Unknown();
        }

        // Base64 of the largest body, and headers.
        var maxBytes = (options.Value.MaxBodyBytes / 3 * 4) + (64 << 10);
        if (context.Request.ContentType?.StartsWith("message/http", StringComparison.OrdinalIgnoreCase) is true)
        {
            return await WebhookBody.ReadAsync(context.Request, maxBytes, cancellationToken) is not { } file ? Problems.Result(413, "too_large", $"The body is larger than {maxBytes} bytes.")
                : !HttpRequestFile.TryParse(file, out var raw, out var unreadable) ? Problems.Result(400, "not_http", unreadable)
                : Answer(diagnosis.Diagnose(name, raw, receivedAt));
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, DiagnosisJson.Default.DiagnosisRequest, DiagnosisRequest.Check, maxBytes);
        if (badBody is not null)
        {
            return badBody;
        }

        var request = JsonSerializer.Deserialize(body.Span, DiagnosisJson.Default.DiagnosisRequest)!;
        if (request.Rejection is null)
        {
            var at = Moment.TryParse(request.ReceivedAt, out var given) ? given : receivedAt;
            return Answer(diagnosis.Diagnose(name, request.ToWebhook(), at));
        }

        return await rejections.FindAsync(name, request.Rejection, cancellationToken) switch
        {
            null => UnknownRejection(),
            { IsCut: true } => Problems.Result(409, "body_cut", $"Of this request only the first {RejectedRequest.MaxBodyBytes} bytes of the body are kept: its signature cannot be checked. Send the whole request."),
            var rejected => Answer(diagnosis.Diagnose(name, rejected.ToWebhook(), rejected.ReceivedAt)),
        };
    }

    private static async Task<IResult> ListAsync(
        [Description("The source's name.")] string name, HttpContext context, SourceDiagnosis diagnosis, IRejections rejections, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault
        ?? (diagnosis.Knows(name)
            ? TypedResults.Ok(new Page<RejectionSummary>(await rejections.ListAsync(name, cancellationToken), More: false, NextCursor: null))
            : SourceProblems.Unknown());

    private static async Task<IResult> GetAsync(
        [Description("The source's name.")] string name, [Description("The rejection's id.")] string id, HttpContext context, IRejections rejections,
        CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault
        ?? (await rejections.FindAsync(name, id, cancellationToken) is { } rejected ? TypedResults.Ok(rejected.ToDetail()) : UnknownRejection());

    private static IResult Answer(SignatureDiagnosis? diagnosis) => diagnosis is null ? SourceProblems.Unknown() : TypedResults.Ok(diagnosis);

    private static IResult UnknownRejection() => Problems.Result(404, "unknown_rejection", "There is no such rejected request of this source; they are kept for a day at most.");
}
