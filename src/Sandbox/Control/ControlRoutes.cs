using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Signalbox.Sandbox.Accounts;
using Signalbox.Sandbox.Faults;
using Signalbox.Sandbox.Requests;
using Signalbox.Sandbox.Webhooks;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Control;

/// <summary>The control API under <c>/sandbox</c>: no key, JSON in and out. <c>src/Sandbox/README.md</c> describes it.</summary>
internal sealed class ControlRoutes(
    SandboxOptions options, SandboxAccount account, EventBook events, FaultPlan<FaultRule> faults, FaultPlan<WebhookFaultRule> webhookFaults,
    RequestLog log, RequestLimit limit, WebhookSender webhooks)
{
    private const int DefaultWindowMs = 1000;
    private const long MostSeconds = 750L * 86400;

    internal void Map(IEndpointRouteBuilder routes)
    {
        var root = routes.MapGroup("/sandbox");
        Map(root, "GET", "", _ => Overview());
        Map(root, "POST", "/clock", ControlJson.Default.ClockChange, (_, change) => ChangeClock(change));
        Map(root, "PUT", "/rate-limit", ControlJson.Default.RateLimitChange, (_, change) => ChangeLimit(change));
        Map(root, "DELETE", "/rate-limit", _ => RemoveLimit());
        MapFaults(root, "/faults", faults, ControlJson.Default.FaultRule, ControlJson.Default.FaultStateFaultRule, ControlJson.Default.FaultStateFaultRuleArray);
        MapFaults(
            root, "/webhook-faults", webhookFaults, ControlJson.Default.WebhookFaultRule, ControlJson.Default.FaultStateWebhookFaultRule,
            ControlJson.Default.FaultStateWebhookFaultRuleArray);
        Map(root, "GET", "/webhook-endpoints", _ => Json([.. webhooks.Endpoints.Select(State)], ControlJson.Default.EndpointStateArray));
        Map(root, "POST", "/webhook-endpoints", ControlJson.Default.EndpointChange, (_, change) => AddEndpoint(change));
        Map(root, "PUT", "/webhook-endpoints/{id}", ControlJson.Default.EndpointChange, (http, change) => ChangeEndpoint(Id(http), change));
        root.MapDelete("/webhook-endpoints/{id}", async http =>
            await (await webhooks.RemoveAsync(Id(http)) ? Results.NoContent() : NotFound("webhook endpoint", Id(http))).ExecuteAsync(http));
        Map(root, "POST", "/events/{id}/resend", http => Resend(Id(http)));
        Map(root, "GET", "/checkout/{id}", http => Page(Id(http)));
        Map(root, "POST", "/checkout/{id}/complete", ControlJson.Default.CheckoutEnd, (http, end) => EndCheckout(Id(http), end));
        Map(root, "POST", "/checkout/{id}/expire", http => EndCheckout(Id(http), end: null));
        Map(root, "POST", "/charges/{id}/dispute", http => Change<Charge>("charge", Id(http), static (one, charge) => one.Dispute(charge)));
        Map(root, "POST", "/disputes/{id}/close", ControlJson.Default.DisputeEnd, (http, end) => Change<Dispute>("dispute", Id(http), (one, dispute) =>
        {
            one.CloseDispute(dispute, end.Won);
            return dispute;
        }));
        Map(root, "GET", "/requests", Requests);
        Map(root, "GET", "/truth", _ => Json(new TruthReport(account, events, log, webhooks).Now(), ControlJson.Default.SandboxTruth));
    }

    private static void MapFaults<T>(
        RouteGroupBuilder root, string path, FaultPlan<T> plan, JsonTypeInfo<T> rule, JsonTypeInfo<FaultState<T>> state, JsonTypeInfo<FaultState<T>[]> all)
        where T : Occurrence
    {
        Map(root, "GET", path, _ => Json(plan.All(), all));
        Map(root, "POST", path, rule, (_, added) =>
            added.Fault() is { } fault ? Refused(fault)
            : plan.Add(added) is { } inForce ? Results.Json(inForce, state, statusCode: StatusCodes.Status201Created)
            : Refused($"there are {FaultPlan<T>.MaxRules} rules already"));
        Map(root, "DELETE", path, _ =>
        {
            plan.Remove(id: null);
            return Results.NoContent();
        });
        Map(root, "DELETE", $"{path}/{{id}}", http => plan.Remove(Id(http)) == 1 ? Results.NoContent() : NotFound("rule", Id(http)));
    }

    private IResult Overview() =>
        Json(new Overview(account.Now, account.IsFrozen, options.Seed, events.All().Length, webhooks.Unfinished), ControlJson.Default.Overview);

    private IResult ChangeClock(ClockChange change)
    {
        if (change.AdvanceSeconds is < 1 or > MostSeconds)
        {
            return Refused($"advance_seconds must be within 1 to {MostSeconds}");
        }

        account.IsFrozen = change.Frozen ?? account.IsFrozen;
        if (change.AdvanceSeconds is { } seconds)
        {
            account.Advance(TimeSpan.FromSeconds(seconds));
        }

        return Overview();
    }

    private IResult ChangeLimit(RateLimitChange change)
    {
        if (change.Requests is < 1 or > 1_000_000 || change.WindowMs is < 1 or > 3_600_000 || change.RetryAfterSeconds is < 0)
        {
            return Refused("requests must be within 1 to 1000000, window_ms within 1 to 3600000, retry_after_seconds not negative");
        }

        limit.Rule = new RequestLimitRule(change.Requests, TimeSpan.FromMilliseconds(change.WindowMs ?? DefaultWindowMs), change.RetryAfterSeconds);
        return Results.NoContent();
    }

    private IResult RemoveLimit()
    {
        limit.Rule = null;
        return Results.NoContent();
    }

    private IResult AddEndpoint(EndpointChange change)
    {
        if (change.Url is not { IsAbsoluteUri: true, Scheme: "http" or "https" } || !AreSecrets(change.Secrets))
        {
            return Refused("an endpoint needs an absolute http or https url, and 1 to 4 secrets of 8 characters or more");
        }

        return webhooks.Add(change.Url, change.Secrets!) is { } added
            ? Results.Json(State(added), ControlJson.Default.EndpointState, statusCode: StatusCodes.Status201Created)
            : Refused($"there are {WebhookSender.MaxEndpoints} endpoints already");
    }

    private IResult ChangeEndpoint(string id, EndpointChange change)
    {
        if (Array.Find(webhooks.Endpoints, one => one.Id == id) is not { } endpoint)
        {
            return NotFound("webhook endpoint", id);
        }

        if (change.Url is not null || !AreSecrets(change.Secrets))
        {
            return Refused("only the secrets of an endpoint can be changed: 1 to 4 of 8 characters or more");
        }

        endpoint.Secrets = change.Secrets!;
        return Json(State(endpoint), ControlJson.Default.EndpointState);
    }

    private IResult Resend(string id)
    {
        if (events.Find(id) is not { } one)
        {
            return NotFound("event", id);
        }

        webhooks.Resend(one);
        return Results.Accepted();
    }

    private IResult Page(string id) => account.Run(caller: null, one => one.Find<CheckoutSession>(id) is { } session
        ? Results.Text($"Checkout session {id} is {session.Status}. POST to /sandbox/checkout/{id}/complete or /expire ends it.\n")
        : NotFound("checkout session", id));

    private IResult EndCheckout(string id, CheckoutEnd? end) => Change<CheckoutSession>("checkout session", id, (one, session) =>
    {
        if (end is null)
        {
            one.ExpireCheckout(session);
        }
        else
        {
            one.CompleteCheckout(session, end.PaysLater);
        }

        return session;
    });

    private IResult Change<T>(string kind, string id, Func<StripeAccount, T, StripeObject> change)
        where T : StripeObject => account.Run(caller: null, one =>
    {
        if (one.Find<T>(id) is not { } found)
        {
            return NotFound(kind, id);
        }

        try
        {
            return Results.Content(one.TextOf(change(one, found)), "application/json");
        }
        catch (InvalidOperationException e)
        {
            return Refused(e.Message);
        }
    });

    private IResult Requests(HttpContext http)
    {
        var query = http.Request.Query;
        var window = int.TryParse(query["window_ms"], CultureInfo.InvariantCulture, out var given) ? given : DefaultWindowMs;
        if (!TryReadTime(query["since"], out var since) || window is < 1 or > 3_600_000)
        {
            return Refused("since must be a time (RFC 3339) or unix milliseconds, window_ms within 1 to 3600000");
        }

        var requests = log.Since(since, query["path"] is [{ Length: > 0 } path] ? path : null);
        var counts = new RequestCounts(
            requests.Length,
            requests.Count(static one => one.Status is >= 200 and <= 299),
            requests.CountBy(static one => (one.Status ?? 0).ToString(CultureInfo.InvariantCulture)).ToDictionary(),
            RequestLog.MostWithin(requests, TimeSpan.FromMilliseconds(window)),
            window);
        return Json(counts, ControlJson.Default.RequestCounts);
    }

    private static bool TryReadTime(string? text, out DateTimeOffset time)
    {
        if (string.IsNullOrEmpty(text))
        {
            time = DateTimeOffset.UnixEpoch;
            return true;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < 253_402_300_800_000)
        {
            time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            return true;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    private static bool AreSecrets(IReadOnlyList<string>? secrets) =>
        secrets is { Count: >= 1 and <= 4 } && secrets.All(static secret => secret.Length >= 8 && secret.Trim().Length == secret.Length);

    private static EndpointState State(WebhookEndpoint endpoint) => new(endpoint.Id, endpoint.Url, endpoint.Secrets.Count, endpoint.Unfinished);

    private static string Id(HttpContext http) => (string)http.Request.RouteValues["id"]!;

    private static IResult Json<T>(T value, JsonTypeInfo<T> type) => Results.Json(value, type);

    private static IResult Refused(string why) => Results.Json(new ControlError(why), ControlJson.Default.ControlError, statusCode: StatusCodes.Status400BadRequest);

    private static IResult NotFound(string kind, string id) =>
        Results.Json(new ControlError($"There is no {kind} '{id}'."), ControlJson.Default.ControlError, statusCode: StatusCodes.Status404NotFound);

    private static void Map(RouteGroupBuilder root, string method, string path, Func<HttpContext, IResult> handle) =>
        root.MapMethods(path, [method], http => handle(http).ExecuteAsync(http));

    private static void Map<T>(RouteGroupBuilder root, string method, string path, JsonTypeInfo<T> type, Func<HttpContext, T, IResult> handle) =>
        root.MapMethods(path, [method], async http =>
        {
            T? message;
            try
            {
                message = await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted);
            }
            catch (JsonException e)
            {
                await Refused(e.Message).ExecuteAsync(http);
                return;
            }

            await (message is null ? Refused("The body must be a JSON object.") : handle(http, message)).ExecuteAsync(http);
        });
}
