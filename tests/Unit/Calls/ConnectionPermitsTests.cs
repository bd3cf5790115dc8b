using System.Net;
using System.Net.Sockets;
using System.Text;
using Signalbox.Providers.Calls;

namespace Signalbox.Tests.Unit.Calls;

/// <summary>Calls over real connections that take longer to open than a permit lives.</summary>
public sealed class ConnectionPermitsTests : IDisposable
{
    private readonly FakePort _port = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private TimeSpan _opening;

    public void Dispose()
    {
        _listener.Dispose();
        _port.Dispose();
    }

    [Fact]
    public async Task Send_ConnectionOpensAfterThePermitsEnd_WaitsForAnother()
    {
        _opening = TimeSpan.FromSeconds(2);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync()).StatusCode);
        Assert.Equal(["permit eu/api Interactive", "ask eu/api", "renew eu/api Interactive", "report 3 Answered"], _port.Steps);
    }

    [Fact]
    public async Task Send_ConnectionOpensInTime_NeedsNoOther()
    {
        Assert.Equal(HttpStatusCode.OK, (await SendAsync()).StatusCode);
        Assert.DoesNotContain("renew eu/api Interactive", _port.Steps);
    }

    [Fact]
    public async Task Send_NoOtherPermit_NothingIsSent()
    {
        (_opening, _port.Renewal) = (TimeSpan.FromSeconds(2), CallPermitOutcome.TooLate);
        var fault = await Assert.ThrowsAsync<ProviderCallException>(SendAsync);

        Assert.Equal(ProviderCallFault.RateLimited, fault.Fault);
        Assert.Contains("Nothing was sent", fault.Message, StringComparison.Ordinal);
        Assert.Equal("report 3 Abandoned", _port.Steps[^1]);
    }

    private async Task<HttpResponseMessage> SendAsync()
    {
        _listener.Start();
        _ = ServeAsync();
        using var handler = new SocketsHttpHandler
        {
            PlaintextStreamFilter = ConnectionPermits.FilterAsync,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var client = new TcpClient();
                await client.ConnectAsync((IPEndPoint)_listener.LocalEndpoint, cancellationToken);

                // What a handshake takes, by the clock that permits live by.
                _port.Time.Advance(_opening);
                return client.GetStream();
            },
        };
        using var client = new HttpClient(new ProviderCallHandler(_port.Pipeline) { InnerHandler = handler }) { Timeout = Timeout.InfiniteTimeSpan };
        var request = FakePort.Request(HttpMethod.Post);
        request.RequestUri = new Uri($"http://{_listener.LocalEndpoint}/");
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task ServeAsync()
    {
        using var connection = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = connection.GetStream();
        if (await stream.ReadAsync(new byte[4_096], TestContext.Current.CancellationToken) > 0)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), TestContext.Current.CancellationToken);
        }
    }
}
