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

        // Not to the end: what is left of the body is given up with a reset.
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (!answer.ToString().Contains("slow_body", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            Assert.NotEqual(0, read);
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        Assert.StartsWith("HTTP/1.1 408 Request Timeout", answer.ToString(), StringComparison.Ordinal);
    }
}
