using System.Net;
using System.Net.Sockets;
using Signalbox.Output;

namespace Signalbox.Tests.Unit.Cli;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("trigger")]
    [InlineData("trigger stripe")]
    [InlineData("trigger stripe no-such-scenario")]
    [InlineData("trigger stripe checkout --events 5")]
    [InlineData("trigger stripe random --rate fast")]
    [InlineData("trigger stripe random --rate 0")]
    [InlineData("trigger stripe random --rate NaN")]
    [InlineData("trigger stripe random --duplicate 1.1")]
    [InlineData("trigger stripe random --connections 0")]
    [InlineData("trigger stripe random --events 0")]
    [InlineData("events --status done")]
    [InlineData("events --limit 0")]
    [InlineData("events --follow --status applied")]
    [InlineData("event")]
    [InlineData("stream stripe/customer")]
    [InlineData("get things")]
    [InlineData("get customers --filter email")]
    [InlineData("get customers cus_1 --filter email=x")]
    [InlineData("dead-letters replay")]
    [InlineData("dead-letters replay 1 --all")]
    [InlineData("dead-letters discard one")]
    [InlineData("events --url gopher://here")]
    public async Task WrongCommandLine_IsUsage_AndSaysSo(string arguments)
    {
        var run = await CommandLineRun.OfAsync(
            new Dictionary<string, string> { ["SIGNALBOX_API_KEY"] = "not-a-real-key" }, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(CommandExit.Usage, run.Exit);
        Assert.NotEmpty(run.Error);
        Assert.Empty(run.Out);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("events")]
    [InlineData("stream stripe/customer/cus_1")]
    [InlineData("dead-letters replay 1")]
    [InlineData("trigger stripe checkout --secret whsec_not_real")]
    public async Task NobodyListens_IsUnreachable_AndSaysHowToStart(string arguments)
    {
        // Taken and let go again: nobody listens there now.
        Uri free;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            free = new Uri($"http://{listener.LocalEndpoint}");
        }

        var run = await CommandLineRun.OfAsync(free, arguments.Split(' '));

        Assert.Equal(CommandExit.Unreachable, run.Exit);
        Assert.Contains($"No server answers at {free.ToString().TrimEnd('/')}. Start one with ./run, or give --url", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, CommandExit.Unauthorized, "refuses the API key")]
    [InlineData(404, CommandExit.NotFound, "what it says")]
    [InlineData(400, CommandExit.Usage, "what it says")]
    [InlineData(500, CommandExit.Failed, "what it says")]
    [InlineData(503, CommandExit.Failed, "what it says")]
    public async Task ServerRefuses_ExitSaysHow(int status, object exit, string message)
    {
        await using var server = await FakeServer.StartAsync(status, """{"detail":"what it says"}""");

        var run = await CommandLineRun.OfAsync(server.Url, "event", "evt_1");

        Assert.Equal(exit, run.Exit);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoApiKey_IsUnauthorized_AndNamesTheFile()
    {
        var run = await CommandLineRun.OfAsync(new Dictionary<string, string> { ["SIGNALBOX_DATA"] = "/nowhere" }, "events");

        Assert.Equal(CommandExit.Unauthorized, run.Exit);
        Assert.Contains("/nowhere/api-key", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SomethingElseListens_FailsWithoutAStack()
    {
        await using var server = await FakeServer.StartAsync(200, "<html>hello</html>");

        var run = await CommandLineRun.OfAsync(server.Url, "events");

        Assert.Equal(CommandExit.Failed, run.Exit);
        Assert.Contains("Is this the address of Signalbox?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_ListsTheExitCodes()
    {
        var run = await CommandLineRun.OfAsync(server: null, "--help");

        Assert.Equal(CommandExit.Ok, run.Exit);
        Assert.Contains("./signalbox [command]", run.Out, StringComparison.Ordinal);
        Assert.All(Enum.GetValues<CommandExit>(), exit => Assert.Contains($"{(int)exit} ", run.Out, StringComparison.Ordinal));
    }
}
