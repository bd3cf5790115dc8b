using System.Net;
using System.Net.Sockets;
using System.Text;
using Signalbox.Deliveries;

namespace Signalbox.Tests.Unit.Deliveries.Sending;

/// <summary>Receivers that break, dawdle, or never end: each comes to its class, none holds the sender up for longer than its timeout.</summary>
public sealed class DeliveryFaultTests : IDisposable
{
    private readonly SendingRig _sending = new();

    public void Dispose() => _sending.Dispose();

    [Fact]
    public async Task Reset_BeforeTheAnswer_IsBroken()
    {
        await using var receiver = new RawReceiver(static (socket, _) => ResetAsync(socket));

        await AssertAsync(receiver, AttemptResult.Broken, status: null, "before there was an answer");
    }

    [Fact]
    public async Task Close_BeforeTheAnswer_IsBroken()
    {
        await using var receiver = new RawReceiver(static (_, _) => Task.CompletedTask);

        await AssertAsync(receiver, AttemptResult.Broken, status: null, "before there was an answer");
    }

    [Fact]
    public async Task Reset_InASuccessBody_IsBrokenAndKeepsWhatCame()
    {
        await using var receiver = new RawReceiver(async (socket, stop) =>
        {
            await RawReceiver.WriteAsync(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", stop);
            await _sending.HeadersCame.Task.WaitAsync(stop);
            await ResetAsync(socket);
        });

        await AssertAsync(receiver, AttemptResult.Broken, 200, "before the answer's end");
    }

    [Fact]
    public async Task Close_InASuccessBody_IsBrokenAndKeepsWhatCame()
    {
        await using var receiver = new RawReceiver(static (socket, stop) => RawReceiver.WriteAsync(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf", stop));

        var outcome = await AssertAsync(receiver, AttemptResult.Broken, 200, "before the answer's end");
        Assert.Equal("half", Encoding.ASCII.GetString(outcome.Response.Span));
    }

    [Fact]
    public async Task NobodyListens_IsConnect()
    {
        // Bound and not listening: nobody else gets the port, and nobody answers on it.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var outcome = await _sending.SendAsync(new Uri($"http://{socket.LocalEndPoint}/hook"));

        Assert.Equal((AttemptResult.Connect, (int?)null), (outcome.Result, outcome.Status));
        Assert.Contains("ConnectionRefused", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NameThatNobodyAnswersFor_IsATimeout()
    {
        var resolver = new SilentResolver();
        using var sending = new SendingRig(resolver: resolver);
        var sent = sending.SendAsync(new Uri("https://receiver.example/hook"));
        await resolver.Asked.Task;

        sending.Time.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(AttemptResult.Timeout, (await sent).Result);
    }

    [Fact]
    public async Task HostThatDropsWhatComes_IsATimeoutAfterTheTimeForConnecting()
    {
        // A queue of one that nobody takes from: when it is full, further connections get no answer.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var full = Enumerable.Range(0, 3).Select(static _ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        await full[0].ConnectAsync(listener.LocalEndPoint!);
        var waiting = full.Skip(1).Select(socket => socket.ConnectAsync(listener.LocalEndPoint!)).ToList();

        var sent = _sending.SendAsync(SendingRig.To(new Uri($"http://{listener.LocalEndPoint}/hook")) with { Timeout = TimeSpan.FromDays(20) });
        while (!sent.IsCompleted)
        {
            _sending.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var outcome = await sent;
        Assert.Equal((AttemptResult.Timeout, (int?)null), (outcome.Result, outcome.Status));
        Assert.Contains("no connection to 127.0.0.1", outcome.Error, StringComparison.Ordinal);
        full.ForEach(static socket => socket.Dispose());
        await Task.WhenAll(waiting).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task SlowHeaders_AreATimeout()
    {
        await using var receiver = new RawReceiver(static (_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop));
        var sending = _sending.SendAsync(receiver.Url);
        await receiver.RequestCame.Task;
        Assert.False(sending.IsCompleted);

        _sending.Time.Advance(TimeSpan.FromSeconds(15));
        var outcome = await sending;

        Assert.Equal((AttemptResult.Timeout, (int?)null, TimeSpan.FromSeconds(15)), (outcome.Result, outcome.Status, outcome.Duration));
        Assert.True(outcome.NeedsRest);
        Assert.Equal("There was no answer within 15 s.", outcome.Error);
    }

    [Fact]
    public async Task SlowBodyOfASuccess_IsATimeout()
    {
        await using var receiver = new RawReceiver(static async (socket, stop) =>
        {
            await RawReceiver.WriteAsync(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", stop);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        });
        var sending = _sending.SendAsync(SendingRig.To(receiver.Url) with { Timeout = TimeSpan.FromSeconds(3) });
        await _sending.HeadersCame.Task;
        Assert.False(sending.IsCompleted);

        _sending.Time.Advance(TimeSpan.FromSeconds(3));
        var outcome = await sending;

        Assert.Equal((AttemptResult.Timeout, 200, TimeSpan.FromSeconds(3)), (outcome.Result, outcome.Status, outcome.Duration));
        Assert.Equal("The receiver answered 200, but its answer did not end within 3 s.", outcome.Error);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    public async Task EndlessBody_IsReadUpToItsBoundAndTheConnectionClosed(int status)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = new RawReceiver(async (socket, stop) =>
        {
            await RawReceiver.WriteAsync(socket, $"HTTP/1.1 {status} X\r\n\r\n", stop);
            try
            {
                while (true)
                {
                    await RawReceiver.WriteAsync(socket, new string('x', 4_096), stop);
                }
            }
            catch (SocketException)
            {
                closed.SetResult();
            }
        });

        var outcome = await _sending.SendAsync(receiver.Url);

        Assert.Equal((status == 200 ? AttemptResult.Delivered : AttemptResult.Status, status, 16 << 10), (outcome.Result, outcome.Status, outcome.Response.Length));
        await closed.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("-ERR unknown command 'POST'\r\n")]
    [InlineData("\0\u0001\u0002\u0003\u0004garbage\r\n\r\n")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot-a-size\r\n")]
    public async Task Garbage_IsBroken(string text)
    {
        await using var receiver = new RawReceiver((socket, stop) => RawReceiver.WriteAsync(socket, text, stop));

        var outcome = await _sending.SendAsync(receiver.Url);

        Assert.Equal(AttemptResult.Broken, outcome.Result);
        Assert.NotNull(outcome.Error);
    }

    [Fact]
    public async Task HugeHeaders_AreBroken()
    {
        await using var receiver = new RawReceiver(static (socket, stop) =>
            RawReceiver.WriteAsync(socket, $"HTTP/1.1 200 OK\r\nX-Large: {new string('x', 40 << 10)}\r\n\r\n", stop));

        await AssertAsync(receiver, AttemptResult.Broken, status: null, "larger than 32 KB");
    }

    [Fact]
    public async Task ProcessStops_IsACancellationAndNoOutcome()
    {
        await using var receiver = new RawReceiver(static (_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop));
        using var stop = new CancellationTokenSource();
        var sending = _sending.Sender.SendAsync(SendingRig.To(receiver.Url), SendingRig.Event, 1, stop.Token);
        await receiver.RequestCame.Task;

        await stop.CancelAsync();

        Assert.Equal(stop.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending)).CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _sending.Sender.SendAsync(SendingRig.To(receiver.Url), SendingRig.Event, 1, stop.Token));
        Assert.Equal(1, receiver.Connections);
    }

    // A close without lingering sends a reset.
    private static Task ResetAsync(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
        return Task.CompletedTask;
    }

    private async Task<AttemptOutcome> AssertAsync(RawReceiver receiver, AttemptResult result, int? status, string error)
    {
        var outcome = await _sending.SendAsync(receiver.Url);

        Assert.Equal((result, status), (outcome.Result, outcome.Status));
        Assert.Contains(error, outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not-for-the-log", outcome.Error, StringComparison.Ordinal);
        return outcome;
    }

    private sealed class SilentResolver : INameResolver
    {
        internal TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
        {
            Asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return [];
        }
    }
}
