using System.Text;
using Signalbox.Providers.Stripe.Api;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Unit.Providers.Stripe.Api;

/// <summary>Answers that do not come, not whole, not in time, or are too large.</summary>
public sealed class StripeFailuresTests
{
    private const string Ok = """{"id":"pi_1","object":"payment_intent"}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_AtTheLimit_IsRead_AboveIt_IsUnexpected(bool saysItsLength)
    {
        var options = new StripeClientOptions { MaxResponseBytes = 100_000 };
        HttpContent Content(int bytes)
        {
            var body = Encoding.UTF8.GetBytes(Ok.PadRight(bytes));
            return saysItsLength ? new ByteArrayContent(body) : new StreamContent(new UnknownLengthStream(body));
        }

        var atLimit = await new ScriptedHandler(_ => ScriptedHandler.Answer(200, Content(100_000))).NewClient(options).PaymentIntents.RetrieveAsync("pi_1", null, Cancel);
        var above = await FailAsync(new ScriptedHandler(_ => ScriptedHandler.Answer(200, Content(100_001))), options);

        Assert.Equal(100_000, atLimit.Raw.Length);
        Assert.Equal((StripeErrorKind.UnexpectedResponse, false, true, 200), (above.Kind, above.IsTransient, above.IsOutcomeUnknown, above.Status));
        Assert.Contains("larger than 100000 bytes", above.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_OfAnErrorAboveTheLimit_KeepsItsStatus()
    {
        var error = await FailAsync(ScriptedHandler.Always(500, new string(' ', 2000)), new StripeClientOptions { MaxResponseBytes = 1024 });

        Assert.Equal((StripeErrorKind.ProviderFault, 500), (error.Kind, error.Status));
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, StripeErrorKind.Network, true, false)]
    [InlineData(HttpRequestError.ConnectionError, StripeErrorKind.Network, true, false)]
    [InlineData(HttpRequestError.SecureConnectionError, StripeErrorKind.Network, true, false)]
    [InlineData(HttpRequestError.ResponseEnded, StripeErrorKind.Network, true, true)]
    [InlineData(HttpRequestError.Unknown, StripeErrorKind.Network, true, true)]
    [InlineData(HttpRequestError.InvalidResponse, StripeErrorKind.UnexpectedResponse, true, true)]
    [InlineData(HttpRequestError.ConfigurationLimitExceeded, StripeErrorKind.UnexpectedResponse, false, true)]
    public async Task Connection_ThatFails_SaysWhetherTheCallMayHaveArrived(
        HttpRequestError cause, StripeErrorKind kind, bool isTransient, bool isOutcomeUnknown)
    {
        var error = await FailAsync(new ScriptedHandler(_ => throw new HttpRequestException(cause, "broken")));

        Assert.Equal((kind, isTransient, isOutcomeUnknown, (int?)null), (error.Kind, error.IsTransient, error.IsOutcomeUnknown, error.Status));
        Assert.IsType<HttpRequestException>(error.InnerException);
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public async Task Read_ThatFails_ChangesNothing()
    {
        var client = new ScriptedHandler(_ => throw new HttpRequestException(HttpRequestError.ResponseEnded)).NewClient();

        var error = await Assert.ThrowsAsync<StripeException>(() => client.Events.RetrieveAsync("evt_1", null, Cancel));

        Assert.False(error.IsOutcomeUnknown);
    }

    [Fact]
    public async Task HandlersOwnExceptions_PassThrough()
    {
        var client = new ScriptedHandler(_ => throw new NotSupportedException("of a handler")).NewClient();

        await Assert.ThrowsAsync<NotSupportedException>(() => client.Events.RetrieveAsync("evt_1", null, Cancel));
    }

    [Fact]
    public async Task Headers_ThatDoNotCome_AreATimeout()
    {
        var handler = new ScriptedHandler(async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new System.Diagnostics.UnreachableException();
        });
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromMilliseconds(1) };
        var client = new StripeClient(http, new StripeApiKey(ScriptedHandler.KeyText));

        var error = await Assert.ThrowsAsync<StripeException>(
            () => client.Refunds.CreateAsync(new RefundCreateRequest { Charge = "ch_1" }, null, Cancel));

        Assert.Equal((StripeErrorKind.Timeout, true, true, (int?)null), (error.Kind, error.IsTransient, error.IsOutcomeUnknown, error.Status));
    }

    [Fact]
    public async Task Body_ThatDoesNotCome_IsATimeout()
    {
        var time = new ManualTimeProvider();
        var body = new EndlessStream();
        var client = new ScriptedHandler(_ => ScriptedHandler.Answer(200, new StreamContent(body), ("Request-Id", "req_1")))
            .NewClient(new StripeClientOptions { BodyTimeout = TimeSpan.FromSeconds(5) }, time);

        var call = client.PaymentIntents.RetrieveAsync("pi_1", null, Cancel);
        await body.WasRead.WaitAsync(Cancel);
        time.Advance(TimeSpan.FromSeconds(5));
        var error = await Assert.ThrowsAsync<StripeException>(() => call);

        Assert.Equal((StripeErrorKind.Timeout, 200, "req_1"), (error.Kind, error.Status, error.RequestId));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancellation_OfTheCaller_IsNoError(bool inTheBody)
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var body = new EndlessStream();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = new ScriptedHandler(async (_, token) =>
        {
            arrived.SetResult();
            if (!inTheBody)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }

            return ScriptedHandler.Answer(200, new StreamContent(body));
        }).NewClient();

        var call = client.PaymentIntents.RetrieveAsync("pi_1", null, caller.Token);
        await (inTheBody ? body.WasRead : arrived.Task).WaitAsync(Cancel);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private static Task<StripeException> FailAsync(ScriptedHandler handler, StripeClientOptions? options = null) =>
        Assert.ThrowsAsync<StripeException>(() => handler.NewClient(options).PaymentIntents.CreateAsync(
            new PaymentIntentCreateRequest { Amount = 1, Currency = "eur" }, new StripeCallOptions { IdempotencyKey = "key-1" }, Cancel));

    /// <summary>Bytes of which nobody says how many there are.</summary>
    private sealed class UnknownLengthStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    /// <summary>A body that begins and never goes on.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        private readonly TaskCompletionSource _wasRead = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task WasRead => _wasRead.Task;

        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _wasRead.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }
    }
}
