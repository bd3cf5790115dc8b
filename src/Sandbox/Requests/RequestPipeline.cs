using System.Diagnostics;
using Microsoft.AspNetCore.Http.Extensions;
using Signalbox.Sandbox.Accounts;
using Signalbox.Sandbox.Api;
using Signalbox.Sandbox.Faults;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Requests;

/// <summary>
/// The way of every request to the API: logged, let in by key and rate limit, struck by faults, executed once for its idempotency key,
/// answered. A caller that goes away does not undo what it asked for.
/// </summary>
internal sealed class RequestPipeline(
    SandboxOptions options, SandboxAccount account, EventBook events, IdempotencyKeys keys, FaultPlan<FaultRule> faults, RequestLog log,
    RequestLimit limit, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const string KeyHeader = "Idempotency-Key";
    private const int MaxKeyChars = 255;

    private long _requests;

    internal async Task RunAsync(HttpContext http, ApiRoute? route)
    {
        var request = http.Request;
        var path = request.Path.Value ?? "/";
        var key = HttpMethods.IsPost(request.Method) && request.Headers[KeyHeader].ToString() is { Length: > 0 } given ? given : null;
        var requestId = $"req_{options.Seed:x8}{Interlocked.Increment(ref _requests):d10}";
        var entry = log.Arrived(requestId, request.Method, path, key);
        SetHeaders(http, requestId, key);

        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        if (Refusal(http, key) is { } refusal)
        {
            await WriteAsync(http, entry, Answer.Of(refusal));
            return;
        }

        var struck = faults.Take(rule => (rule.Method is null || HttpMethods.Equals(rule.Method, request.Method)) && Wildcard.Matches(rule.Path, path));
        var fault = struck.FirstOrDefault(static rule => rule.Kind != "latency");
        entry.Fault = fault?.Kind ?? (struck.Count > 0 ? struck[0].Kind : null);
        if (fault is { AfterEffect: false })
        {
            await WaitAsync(struck, afterEffect: false);
            await PlayAsync(http, entry, fault, answer: null);
            return;
        }

        var stored = fault is { Kind: "error", AnswerOnlyLost: false } ? FailureOf(fault) : null;
        var answer = await AnswerOnceAsync(http, entry, route, body, key, struck, stored);

        // What a key keeps, the provider says itself: no fault strikes between.
        await (fault is null || (entry.Replayed && fault.Kind == "error") ? WriteAsync(http, entry, answer) : PlayAsync(http, entry, fault, answer));
    }

    /// <param name="http">The request.</param>
    /// <param name="entry">What is logged of it.</param>
    /// <param name="route">What it asks for.</param>
    /// <param name="body">Its form.</param>
    /// <param name="key">Its idempotency key.</param>
    /// <param name="struck">The faults that it met.</param>
    /// <param name="stored">What the key keeps instead of the true answer, if the request is executed.</param>
    private async Task<Answer> AnswerOnceAsync(
        HttpContext http, LoggedRequest entry, ApiRoute? route, string body, string? key, IReadOnlyList<FaultRule> struck, Answer? stored)
    {
        var query = http.Request.QueryString.Value is { Length: > 1 } text ? text[1..] : "";
        if (key is null)
        {
            await WaitAsync(struck, afterEffect: false);
            var only = Execute(http, entry, route, query, body, out _);
            await WaitAsync(struck, afterEffect: true);
            return only;
        }

        switch (keys.Claim(key, $"{entry.Method} {entry.Path}\n{CanonicalOf(query, body)}", entry.RequestId))
        {
            case KeyClaim.Replay replay:
                http.Response.Headers["Idempotent-Replayed"] = "true";
                http.Response.Headers["Original-Request"] = replay.RequestId;
                entry.Replayed = true;
                return replay.Answer;
            case KeyClaim.OtherRequest:
                return Answer.Of(new StripeError(
                    400, "idempotency_error",
                    $"Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}' if you meant to execute a different request."));
            case KeyClaim.InUse:
                return Answer.Of(new StripeError(
                    409, "idempotency_error", "There is currently another in-progress request using this Idempotent Key. Please try again later.")
                { Code = "idempotency_key_in_use" });
            case KeyClaim.Claimed:
                break;
            default:
                throw new UnreachableException();
        }

        var executed = false;
        try
        {
            await WaitAsync(struck, afterEffect: false);
            var answer = Execute(http, entry, route, query, body, out executed);
            await WaitAsync(struck, afterEffect: true);
            if (executed)
            {
                keys.Complete(key, stored ?? answer);
            }

            return answer;
        }
        finally
        {
            if (!executed)
            {
                keys.Release(key);
            }
        }
    }

    // "Executed" is what got past the checks of its parameters: only its answer is repeated for its key.
    private Answer Execute(HttpContext http, LoggedRequest entry, ApiRoute? route, string query, string body, out bool executed)
    {
        executed = false;
        try
        {
            if (route is null)
            {
                throw new StripeErrorException(new StripeError(404, "invalid_request_error", $"Unrecognized request URL ({entry.Method}: {entry.Path})."));
            }

            var form = Form.Parse(query, body);
            form.RequireKnown(route.Parameters);
            Expansion.Check(form);
            var id = http.Request.RouteValues["id"] as string ?? "";
            var address = new Uri(UriHelper.BuildAbsolute(http.Request.Scheme, http.Request.Host));
            var json = account.Run(new ApiCaller(entry.RequestId, entry.IdempotencyKey), one =>
            {
                var call = new ApiCall(one, form, id, address, events, by => account.Advance_NeedsLock(by));
                return Expansion.Apply(call, route.Handle(call));
            });
            executed = true;
            return new Answer(200, json);
        }
        catch (StripeErrorException e)
        {
            executed = e.Error.Status == 402;
            return Answer.Of(e.Error);
        }
        catch (InvalidOperationException e)
        {
            // The model's own rule, checked before it changes anything.
            return Answer.Of(StripeError.Invalid(e.Message));
        }
    }

    private StripeError? Refusal(HttpContext http, string? key)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        var apiKey = authorization.StartsWith("Bearer ", StringComparison.Ordinal) ? authorization["Bearer ".Length..] : "";
        if (apiKey.Length == 0)
        {
            return new StripeError(401, "invalid_request_error", "You did not provide an API key. Use the Authorization header: 'Authorization: Bearer YOUR_SECRET_KEY'.");
        }

        if (options.ApiKey is null ? !apiKey.StartsWith("sk_test_", StringComparison.Ordinal) : apiKey != options.ApiKey)
        {
            return new StripeError(401, "invalid_request_error", $"Invalid API Key provided: {new string('*', Math.Min(apiKey.Length, 8))}");
        }

        if (limit.Refuses() is { } rule)
        {
            if (rule.RetryAfterSeconds is { } seconds)
            {
                http.Response.Headers.RetryAfter = seconds.ToString(provider: null);
            }

            http.Response.Headers["Stripe-Rate-Limited-Reason"] = "global-rate";
            return RateLimited();
        }

        return key?.Length > MaxKeyChars ? new StripeError(400, "idempotency_error", $"Idempotency keys have at most {MaxKeyChars} characters.") : null;
    }

    private async Task PlayAsync(HttpContext http, LoggedRequest entry, FaultRule fault, Answer? answer)
    {
        switch (fault.Kind)
        {
            case "error" or "rate_limit":
                if (fault.RetryAfterSeconds is { } seconds)
                {
                    http.Response.Headers.RetryAfter = seconds.ToString(provider: null);
                }

                await WriteAsync(http, entry, fault.Kind == "error" ? FailureOf(fault) : Answer.Of(RateLimited()));
                break;
            case "malformed":
                var whole = answer?.Body ?? "{\"id\":\"obj_1\",\"object\":\"unfinished\","u8.ToArray();
                await WriteAsync(http, entry, new Answer(200, whole[..(whole.Length / 2)]));
                break;
            case "hang":
                var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using (http.RequestAborted.Register(() => gone.TrySetResult()))
                await using (lifetime.ApplicationStopping.Register(() => gone.TrySetResult()))
                {
                    await gone.Task;
                }

                http.Abort();
                break;
            case "reset":
                http.Abort();
                break;
            default:
                throw new UnreachableException($"A fault of kind '{fault.Kind}' was let in.");
        }
    }

    // Not until the caller goes away: a provider does what it was asked for all the same.
    private async Task WaitAsync(IReadOnlyList<FaultRule> struck, bool afterEffect)
    {
        var wait = struck.Where(rule => rule.Kind == "latency" && rule.AfterEffect == afterEffect).Sum(static rule => rule.LatencyMs);
        if (wait > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(wait), time, lifetime.ApplicationStopping);
        }
    }

    private static Answer FailureOf(FaultRule fault) => Answer.Of(new StripeError(fault.Status, fault.Status < 500 ? "invalid_request_error" : "api_error", "An unknown error occurred."));

    private static StripeError RateLimited() =>
        new(429, "invalid_request_error", "Request rate limit exceeded. Learn more about rate limits here https://docs.stripe.com/rate-limits.") { Code = "rate_limit" };

    private static string CanonicalOf(string query, string body)
    {
        try
        {
            return Form.Parse(query, body).Canonical;
        }
        catch (StripeErrorException)
        {
            // Too many parameters; executing it says so.
            return "";
        }
    }

    private static void SetHeaders(HttpContext http, string requestId, string? key)
    {
        http.Response.Headers["Request-Id"] = requestId;
        if (http.Request.Headers["Stripe-Version"].ToString() is { Length: > 0 } version)
        {
            http.Response.Headers["Stripe-Version"] = version;
        }

        if (key is not null)
        {
            http.Response.Headers[KeyHeader] = key;
        }
    }

    private static async Task WriteAsync(HttpContext http, LoggedRequest entry, Answer answer)
    {
        entry.Status = answer.Status;
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }
}
