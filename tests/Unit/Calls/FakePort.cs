using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signalbox.Providers.Calls;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Unit.Calls;

/// <summary>A client behind the real pipeline, with a scripted provider, and limits and circuits that do as they are told.</summary>
internal sealed class FakePort : HttpMessageHandler, ICallPermits, ICallBreaker, ILogger<ProviderPipeline>
{
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _script = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    internal FakePort(ProviderCallSettings? settings = null, IProviderAnswers? answers = null)
    {
        Meters = _services.GetRequiredService<IMeterFactory>();
        Pipeline = new ProviderPipeline(
            "stripe",
            settings ?? new ProviderCallSettings(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(20), 2, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(20), 1_024),
            this, this, answers ?? CommonAnswers.Instance, new CallMetrics(Meters), Time, new Random(7), this);
        Client = new HttpClient(new ProviderCallHandler(Pipeline) { InnerHandler = this }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    internal ManualTimeProvider Time { get; } = new();

    internal IMeterFactory Meters { get; }

    internal ProviderPipeline Pipeline { get; }

    internal HttpClient Client { get; }

    /// <summary>What happened, in order.</summary>
    internal List<string> Steps { get; } = [];

    internal List<string> Lines { get; } = [];

    internal CallPermitOutcome Permit { get; set; } = CallPermitOutcome.Granted;

    /// <summary>How long after it is given a permit expires; one for each permit, then a second.</summary>
    internal Queue<TimeSpan> PermitLives { get; } = new();

    internal CircuitVerdict Verdict { get; set; } = new(MaySend: true, IsProbe: false, IsIsolated: false, Round: 3, TimeSpan.Zero);

    internal FakePort Answers(HttpStatusCode status, string body = "{}", params (string Name, string Value)[] headers) => Does(_ =>
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body) };
        foreach (var (name, value) in headers)
        {
            response.Headers.Add(name, value);
        }

        return Task.FromResult(response);
    });

    internal FakePort Fails(Exception exception) => Does(_ => Task.FromException<HttpResponseMessage>(exception));

    internal FakePort Hangs() => Does(static async cancellationToken =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException();
    });

    internal FakePort Does(Func<CancellationToken, Task<HttpResponseMessage>> step)
    {
        _script.Enqueue(step);
        return this;
    }

    internal static HttpRequestMessage Request(HttpMethod? method = null, string? idempotencyKey = null, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, "https://api.example/v1/customers/cus_secret?email=a@example.com") { Content = content };
        request.Headers.Add("Authorization", "Bearer sk_test_secret");
        request.Options.Set(ProviderCall.Account, "eu");
        request.Options.Set(ProviderCall.Operation, "customers.retrieve");
        if (idempotencyKey is not null)
        {
            request.Headers.Add(ProviderCall.IdempotencyKeyHeader, idempotencyKey);
        }

        return request;
    }

    /// <summary>Sends, moving the clock until there is an answer.</summary>
    internal async Task<HttpResponseMessage> CallAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        var sending = Client.SendAsync(request, cancellationToken);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!sending.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            var fired = Time.Fired;
            Time.Advance(TimeSpan.FromMilliseconds(10));
            if (Time.Fired != fired)
            {
                await ReactAsync(sending);
            }
        }

        return await sending;
    }

    /// <summary>What a timer sets off goes on in the thread pool: the clock stands still until it has had its turn.</summary>
    private static Task ReactAsync(Task sending) => Task.WhenAny(sending, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));

    internal async Task<ProviderCallException> FailAsync(HttpRequestMessage request) => await Assert.ThrowsAsync<ProviderCallException>(() => CallAsync(request));

    public ValueTask<CallPermit> AcquireAsync(string account, string limitClass, CallPriority priority, TimeSpan patience, CancellationToken cancellationToken)
    {
        Steps.Add($"permit {account}/{limitClass} {priority}");
        if (PermitFault is { } fault)
        {
            return ValueTask.FromException<CallPermit>(fault);
        }

        var life = PermitLives.TryDequeue(out var next) ? next : TimeSpan.FromSeconds(1);
        if (PermitsLeft-- == 0)
        {
            Permit = CallPermitOutcome.TooLate;
        }

        return ValueTask.FromResult(new CallPermit(Permit, Time.GetTimestamp() + life.Ticks, TimeSpan.FromSeconds(4), InFlight));
    }

    public ValueTask<CallPermit> RenewAsync(string account, string limitClass, CallPriority priority, TimeSpan patience, CancellationToken cancellationToken)
    {
        Steps.Add($"renew {account}/{limitClass} {priority}");
        return ValueTask.FromResult(new CallPermit(Renewal, Time.GetTimestamp() + TimeSpan.TicksPerSecond, TimeSpan.FromSeconds(4)));
    }

    public Task PauseAsync(string account, string limitClass, TimeSpan? retryAfter)
    {
        Steps.Add($"pause {account}/{limitClass} {retryAfter?.TotalSeconds}");
        return Pausing;
    }

    /// <summary>Whether the circuit was not closed when it was last heard of.</summary>
    internal bool IsSuspect { get; set; }

    /// <summary>What comes of a permit in place of one that expired.</summary>
    internal CallPermitOutcome Renewal { get; set; } = CallPermitOutcome.Granted;

    /// <summary>How many permits there are; then they come too late.</summary>
    internal int PermitsLeft { get; set; } = int.MaxValue;

    /// <summary>What a request for a permit fails with, if set.</summary>
    internal Exception? PermitFault { get; set; }

    /// <summary>When a pause is written.</summary>
    internal Task Pausing { get; set; } = Task.CompletedTask;

    /// <summary>Given with each permit, if set.</summary>
    internal IDisposable? InFlight { get; set; }

    bool ICallBreaker.IsSuspect(string account, string endpointClass) => IsSuspect;

    public ValueTask<CircuitVerdict> LookAsync(string account, string endpointClass, CancellationToken cancellationToken)
    {
        Steps.Add($"look {account}/{endpointClass}");
        return ValueTask.FromResult(Verdict);
    }

    public ValueTask<CircuitVerdict> AskAsync(string account, string endpointClass, CancellationToken cancellationToken)
    {
        Steps.Add($"ask {account}/{endpointClass}");
        return ValueTask.FromResult(Verdict);
    }

    public void Report(string account, string endpointClass, CircuitVerdict verdict, AttemptOutcome outcome) => Steps.Add($"report {verdict.Round} {outcome}");

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add($"{logLevel} {formatter(state, exception)} {exception}");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Steps.Add($"send {(request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : string.Empty)}".TrimEnd());
        return await _script.Dequeue()(cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _services.Dispose();
        }

        base.Dispose(disposing);
    }
}
