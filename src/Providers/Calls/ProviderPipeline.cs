using System.Net;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Signalbox.Providers.Calls;

/// <summary>
/// The way of every request to a provider: total timeout, retry, cluster-wide rate limit, cluster-wide circuit breaker, attempt timeout.
/// One a provider, shared by its clients; safe for any number of calls at once.
/// </summary>
public sealed partial class ProviderPipeline
{
    internal const string Succeeded = "succeeded";
    private const string Cancelled = "cancelled";

    private readonly string _provider;
    private readonly ProviderCallSettings _settings;
    private readonly IProviderAnswers _answers;
    private readonly CallMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<ProviderPipeline> _logger;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    /// <param name="provider">The provider's name.</param>
    /// <param name="settings">Times and bounds.</param>
    /// <param name="permits">The rate limits.</param>
    /// <param name="breaker">The circuit breakers.</param>
    /// <param name="answers">Reads the provider's errors.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Picks the jitter; safe for concurrent use.</param>
    /// <param name="logger">Where the end of each call is logged.</param>
    public ProviderPipeline(
        string provider, ProviderCallSettings settings, ICallPermits permits, ICallBreaker breaker, IProviderAnswers answers,
        CallMetrics metrics, TimeProvider time, Random random, ILogger<ProviderPipeline> logger)
    {
        (_provider, _settings, _answers, _metrics, _time, _logger) = (provider, settings, answers, metrics, time, logger);
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = static args => ValueTask.FromResult(RunOf(args.Context).Timeout) });
        if (settings.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = settings.Retries,
                ShouldHandle = args => ValueTask.FromResult(ShouldRetry(RunOf(args.Context), args.Outcome, args.AttemptNumber, random)),
                DelayGenerator = static args => ValueTask.FromResult<TimeSpan?>(RunOf(args.Context).RetryDelay),
                OnRetry = args =>
                {
                    args.Outcome.Result?.Dispose();
                    metrics.Retried(RunOf(args.Context));
                    return default;
                },
            });
        }

        _pipeline = builder
            .AddStrategy(_ => new PermitStrategy(permits, breaker, metrics, time), NoOptions.Instance)
            .AddStrategy(_ => new BreakerStrategy(breaker), NoOptions.Instance)
            .AddTimeout(settings.AttemptTimeout)
            .Build();
    }

    /// <summary>Sends a request.</summary>
    /// <param name="request">The request; see <see cref="ProviderCall"/> for what it must say.</param>
    /// <param name="send">Sends it once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>An answer with its body in memory: a successful one, unless the client reads refusals itself.</returns>
    /// <exception cref="ProviderCallException">There is none.</exception>
    internal async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        var call = new CallRun(_provider, request, _settings.TotalTimeout, _time, cancellationToken);
        request.Options.Set(CallRun.OfRequest, call);
        using var activity = CallMetrics.Start(call);
        var (outcome, level) = (Cancelled, LogLevel.Debug);
        try
        {
            var response = await RunAsync(call, send, cancellationToken);

            // A client that reads refusals itself gets them as answers; they are failures all the same.
            (outcome, level) = response.IsSuccessStatusCode ? (Succeeded, LogLevel.Debug) : Failed(CallFaults.FaultOf(response.StatusCode));
            return response;
        }
        catch (ProviderCallException e)
        {
            (outcome, level) = Failed(e.Fault);
            throw;
        }
        finally
        {
            _metrics.Ended(call, activity, outcome);
            Tell(call, outcome, level);
        }
    }

    private static (string Outcome, LogLevel Level) Failed(ProviderCallFault fault) => (NameOf(fault), LevelOf(fault));

    // What the caller asked wrongly is the caller's to look into; everything else is somebody's on duty.
    private static LogLevel LevelOf(ProviderCallFault fault) =>
        fault is ProviderCallFault.InvalidRequest or ProviderCallFault.NotFound or ProviderCallFault.Conflict ? LogLevel.Information : LogLevel.Warning;

    private static CallRun RunOf(ResilienceContext context) => context.Properties.GetValue(CallRun.Key, null!);

    private static string NameOf(ProviderCallFault fault) => fault switch
    {
        ProviderCallFault.Network => "network",
        ProviderCallFault.Timeout => "timeout",
        ProviderCallFault.RateLimited => "rate_limited",
        ProviderCallFault.CircuitOpen => "circuit_open",
        ProviderCallFault.Authentication => "authentication",
        ProviderCallFault.InvalidRequest => "invalid_request",
        ProviderCallFault.NotFound => "not_found",
        ProviderCallFault.Conflict => "conflict",
        ProviderCallFault.ProviderFault => "provider_fault",
        _ => "unexpected_response",
    };

    private async Task<HttpResponseMessage> RunAsync(
        CallRun call, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        if (call.Timeout <= TimeSpan.Zero)
        {
            throw CallFaults.Failed(call, new TimeoutRejectedException());
        }

        if (call.Request.Content is { } content)
        {
            // So that it can be sent again.
            await content.LoadIntoBufferAsync(cancellationToken);
        }

        var context = ResilienceContextPool.Shared.Get(call.Origin.Operation, cancellationToken);
        context.Properties.Set(CallRun.Key, call);
        try
        {
            var response = await _pipeline.ExecuteAsync(
                static (context, state) => state.Pipeline.AttemptAsync(RunOf(context), state.Send, context.CancellationToken), context, (Pipeline: this, Send: send));
            if (response.IsSuccessStatusCode || (call.Request.Options.TryGetValue(ProviderCall.ReadsRefusals, out var reads) && reads))
            {
                return response;
            }

            using (response)
            {
                throw CallFaults.Answered(call, response, RetryAfter.Of(response, _time.GetUtcNow()));
            }
        }
        catch (Exception e) when (e is TimeoutRejectedException or HttpRequestException or IOException)
        {
            throw CallFaults.Failed(call, e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<HttpResponseMessage> AttemptAsync(
        CallRun call, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        call.Attempts++;
        (call.Error, call.Status) = (null, null);

        // Until it is refused: a timeout, a broken connection and a fault of the provider's leave that open.
        var mayHaveActed = call.MayHaveActed;
        call.MayHaveActed |= !call.IsSafe;
        HttpResponseMessage response;
        try
        {
            response = await SendOnceAsync(call, send, cancellationToken);
        }
        catch (HttpRequestException e) when (e.InnerException is PermitExpiredException)
        {
            // The connection took longer than the permit lived, and there was no other in time.
            call.Attempts--;
            call.MayHaveActed = mayHaveActed;
            throw CallFaults.NoPermit(call, new CallPermit(CallPermitOutcome.TooLate, 0, TimeSpan.FromSeconds(1)), e);
        }

        try
        {
            var body = await BoundedBody.LoadAsync(response, _settings.MaxResponseBytes, cancellationToken)
                ?? throw CallFaults.TooLarge(call, response, _settings.MaxResponseBytes);
            call.Status = response.StatusCode;
            if (!response.IsSuccessStatusCode)
            {
                call.Error = _answers.Read(response, body);
                var isRefused = response.StatusCode is < HttpStatusCode.InternalServerError and not HttpStatusCode.RequestTimeout;
                call.MayHaveActed = isRefused ? mayHaveActed : call.MayHaveActed;
            }

            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async ValueTask<HttpResponseMessage> SendOnceAsync(
        CallRun call, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await send(call.Request, cancellationToken);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // A timeout of the connection's own, which is not a cancellation of the call.
            throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, e);
        }
    }

    private bool ShouldRetry(CallRun call, Outcome<HttpResponseMessage> outcome, int retry, Random random)
    {
        if (!call.MayRepeat || !RetryRule.IsTransient(outcome, call.Error))
        {
            return false;
        }

        // A wait that is too long is the caller's to decide on, and one to the end of its time brings it less than the answer that there is.
        var asked = AskedFor(outcome);
        call.RetryDelay = RetryRule.Delay(retry, _settings, asked, random.NextDouble());
        return (asked ?? TimeSpan.Zero) <= _settings.LongestRetry && call.RetryDelay < call.TimeLeft;
    }

    private TimeSpan? AskedFor(Outcome<HttpResponseMessage> outcome) => outcome.Result is { } response ? RetryAfter.Of(response, _time.GetUtcNow()) : null;

    private void Tell(CallRun call, string outcome, LogLevel level)
    {
        if (_logger.IsEnabled(level))
        {
            LogEnded(
                _logger, level, call.Origin.Provider, call.Origin.Account, call.Origin.Operation, outcome, (int?)call.Status, call.Error?.Code,
                call.Error?.RequestId, call.Attempts, call.Elapsed.TotalMilliseconds);
        }
    }

    // The only line about a call: no address, header or body is ever logged.
    [LoggerMessage(EventId = 5020, SkipEnabledCheck = true, Message = "{Provider} ({Account}) {Operation}: {Outcome}, status {Status}, code {Code}, request {RequestId}, {Attempts} attempts, {Milliseconds:0} ms")]
    private static partial void LogEnded(
        ILogger logger, LogLevel level, string provider, string account, string operation, string outcome, int? status, string? code, string? requestId, int attempts, double milliseconds);

    private sealed class NoOptions : ResilienceStrategyOptions
    {
        internal static readonly NoOptions Instance = new();
    }
}
