using System.Net.Sockets;
using System.Text;
using Signalbox.Tests.Unit.Http;

namespace Signalbox.Tests.Unit.Ingress;

/// <summary>A body that does not come, over a real connection.</summary>
public sealed class SlowBodyTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Theory]
    [InlineData("Content-Length: 1000\r\n\r\n{")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")]
    public async Task Body_ThatDoesNotCome_IsAnswered408(string rest)
    {
        using var http = server.NewClient();
        using var connection = new TcpClient();
        await connection.ConnectAsync(http.BaseAddress!.Host, http.BaseAddress.Port, TestContext.Current.CancellationToken);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /ingest/stripe HTTP/1.1\r\nHost: localhost\r\n{rest}"), TestContext.Current.CancellationToken);

        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 408 Request Timeout", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Contains("slow_body", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
