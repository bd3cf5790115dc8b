using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Signalbox.Providers.Calls;

namespace Signalbox.Providers.Stripe.Api;

/// <summary>
/// Sends one request and reads its answer. Retries nothing. Exceptions of the client's handlers that are no failure of a connection (a
/// limiter that refuses, a breaker that is open) pass through as they are. Safe for any number of callers at once.
/// </summary>
internal sealed class StripeTransport
{
    /// <summary>The most characters of an id in a path; Stripe's parameters take 5,000, its ids have far fewer.</summary>
    internal const int MaxIdChars = 255;

    private static readonly MediaTypeHeaderValue FormType = new("application/x-www-form-urlencoded");

    private readonly HttpClient _http;
    private readonly StripeApiKey _key;
    private readonly StripeClientOptions _options;
    private readonly TimeProvider _time;
    private readonly string _baseUrl;

    internal StripeTransport(HttpClient http, StripeApiKey key, StripeClientOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_http, _key, _options, _time) = (http, key, options, time);
        _baseUrl = options.BaseUrl.AbsoluteUri.TrimEnd('/');
    }

    /// <summary>A path with an id in it.</summary>
    /// <exception cref="ArgumentException">The id is empty, too long, or would be another path.</exception>
    internal static string Path(string folder, string id, string? verb = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        if (id.Length > MaxIdChars || id is "." or "..")
        {
            throw new ArgumentException($"An id has at most {MaxIdChars} characters and is neither \".\" nor \"..\".", nameof(id));
        }

        var path = $"{folder}/{Uri.EscapeDataString(id)}";
        return verb is null ? path : $"{path}/{verb}";
    }

    /// <summary>One object.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="path">From <c>/v1/</c> on.</param>
    /// <param name="parameters">Its parameters, if it has any: in the body of a POST, otherwise in the query.</param>
    /// <param name="call">What is asked for besides.</param>
    /// <param name="cancellationToken">Ends the call; whether Stripe carries it out is then unknown.</param>
    /// <exception cref="StripeException">There is no such answer.</exception>
    internal async Task<T> SendAsync<T>(
        StripeOperation operation, string path, IFormPart? parameters, StripeCallOptions? call, CancellationToken cancellationToken)
        where T : StripeObject, IStripeResource<T>
    {
        var (head, body) = await ExchangeAsync(operation, path, parameters, call, cancellationToken);
        var json = StripeJson.TryParse(body) ?? throw StripeErrors.Unexpected(operation, head, NoJson(body), isTransient: true);
        return T.From(RecordOf<T>(operation, head, json, body, AnswerOf(head)));
    }

    /// <summary>One page of a list. Source: https://docs.stripe.com/api/pagination.</summary>
    /// <inheritdoc cref="SendAsync{T}"/>
    internal async Task<StripePage<T>> ListAsync<T>(
        StripeOperation operation, string path, IFormPart parameters, StripeCallOptions? call, CancellationToken cancellationToken)
        where T : StripeObject, IStripeResource<T>
    {
        var (head, body) = await ExchangeAsync(operation, path, parameters, call, cancellationToken);
        var page = StripeJson.TryParse(body) ?? throw StripeErrors.Unexpected(operation, head, NoJson(body), isTransient: true);
        if (page.Text("object"u8) != "list"
            || page.Flag("has_more"u8) is not { } hasMore
            || !page.TryGetProperty("data"u8, out var data)
            || data.ValueKind is not JsonValueKind.Array)
        {
            throw StripeErrors.Unexpected(operation, head, "the answer is no list", isTransient: false);
        }

        var answer = AnswerOf(head);
        var items = new List<T>(data.GetArrayLength());
        foreach (var element in data.EnumerateArray())
        {
            // Bytes and tree of its own: one object that is kept does not hold its whole page.
            var raw = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(element).ToArray();
            var own = StripeJson.TryParse(raw)
                ?? throw StripeErrors.Unexpected(operation, head, "the list holds what is no object", isTransient: false);
            items.Add(T.From(RecordOf<T>(operation, head, own, raw, answer)));
        }

        return new StripePage<T>(items, hasMore, answer);
    }

    private static StripeRecord RecordOf<T>(
        StripeOperation operation, AnswerHead head, JsonElement json, ReadOnlyMemory<byte> raw, StripeAnswer answer)
        where T : StripeObject, IStripeResource<T>
    {
        if (json.Text("object"u8) != T.TypeName || json.Text("id"u8) is not { Length: > 0 } id)
        {
            throw StripeErrors.Unexpected(operation, head, $"the answer is no {T.TypeName} with an id", isTransient: false);
        }

        return new StripeRecord(json, raw, id, answer);
    }

    private static StripeAnswer AnswerOf(AnswerHead head) => new(head.Status, head.RequestId, head.IsReplay, head.ApiVersion, head.Date);

    private static string NoJson(byte[] body) => body.Length == 0 ? "the answer is empty" : "the answer is no JSON object";

    /// <summary>Request and answer; returns only successes.</summary>
    private async Task<(AnswerHead Head, byte[] Body)> ExchangeAsync(
        StripeOperation operation, string path, IFormPart? parameters, StripeCallOptions? call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var request = NewRequest(operation, path, parameters, call);
        AnswerHead? head = null;
        try
        {
            // The body is read here, so that its size and its time have limits whatever handlers there are.
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            head = AnswerHead.Of(response, _time);
            using var bodyTime = new CancellationTokenSource(_options.BodyTimeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, bodyTime.Token);
            var body = await BoundedBody.ReadAsync(response.Content, _options.MaxResponseBytes, either.Token);
            if (!head.IsSuccess)
            {
                throw StripeErrors.FromAnswer(operation, head, body is null ? null : StripeErrorBody.Read(body, _key));
            }

            return body is null
                ? throw StripeErrors.Unexpected(operation, head, $"the answer is larger than {_options.MaxResponseBytes} bytes", isTransient: false)
                : (head, body);
        }
        catch (HttpRequestException cause)
        {
            throw StripeErrors.FromConnection(operation, head, cause);
        }
        catch (IOException cause)
        {
            throw StripeErrors.FromConnection(operation, head, cause);
        }
        catch (Exception cause) when (cause is TimeoutException
            || (cause is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Nobody asked to stop: it was a limit on time, of the client's, its handlers' or the one above.
            throw StripeErrors.FromTimeout(operation, head, cause);
        }
    }

    private HttpRequestMessage NewRequest(StripeOperation operation, string path, IFormPart? parameters, StripeCallOptions? call)
    {
        call?.Check();
        var form = new FormWriter();
        parameters?.WriteTo(form);
        form.Add("expand", call?.Expand is { Count: > 0 } expand ? expand : null);

        var isPost = operation.Method == HttpMethod.Post;
        var query = isPost || form.Written.IsEmpty ? "" : $"?{Encoding.ASCII.GetString(form.Written)}";
        var request = new HttpRequestMessage(operation.Method, new Uri($"{_baseUrl}/v1/{path}{query}"))
        {
            Version = _http.DefaultRequestVersion,
            VersionPolicy = _http.DefaultVersionPolicy,
        };
        request.Headers.TryAddWithoutValidation("Authorization", _key.Authorization);
        request.Headers.TryAddWithoutValidation("Stripe-Version", _options.ApiVersion);
        request.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (call?.Account is { } account)
        {
            request.Headers.TryAddWithoutValidation("Stripe-Account", account);
        }

        if (isPost)
        {
            request.Content = new ByteArrayContent(form.Written.ToArray());
            request.Content.Headers.ContentType = FormType;
            if (call?.IdempotencyKey is { } idempotencyKey)
            {
                request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
            }
        }

        request.Options.Set(StripeRequestOptions.Operation, operation.Name);

        // Stripe counts each named operation as an endpoint with a limit of its own: https://docs.stripe.com/rate-limits.
        request.Options.Set(ProviderCall.LimitClass, operation.Name);
        request.Options.Set(ProviderCall.EndpointClass, operation.EndpointClass);
        call?.Configure?.Invoke(request);
        return request;
    }
}
