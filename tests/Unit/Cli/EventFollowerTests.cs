using System.Text;
using Signalbox.Connection;
using Signalbox.Events;
using Signalbox.Output;

namespace Signalbox.Tests.Unit.Cli;

public sealed class EventFollowerTests
{
    [Fact]
    public async Task Follow_PrintsEachOnce_OldestFirst_ThroughAnOutage()
    {
        var polls = 0;
        await using var server = await FakeServer.StartAsync(context => ++polls switch
        {
            // The page is full: what is older than 20 is not news, though later polls see it.
            1 => FakeServer.AnswerAsync(context, 200, PageOf(30, 20)),
            2 => FakeServer.AnswerAsync(context, 503, """{"detail":"away"}"""),
            3 => FakeServer.AnswerAsync(context, 200, PageOf(40, 30, 20, 10)),

            // 35 became visible after 40.
            4 => FakeServer.AnswerAsync(context, 200, PageOf(40, 35, 30, 20, 10)),
            _ => FakeServer.AnswerAsync(context, 200, PageOf(50, 40, 35, 30, 20, 10)),
        });
        await using var lines = new LineWriter("50");
        await using var error = new StringWriter();
        var terminal = new Terminal { In = TextReader.Null, Out = lines, Error = error, OpenOut = () => Stream.Null };
        using var client = new SignalboxClient(server.Url, "not-a-real-key");
        using var stop = new CancellationTokenSource();
        var session = new Session(terminal, new ConnectionSettings(_ => null), Json: true, new HurriedTimeProvider());

        var following = new EventFollower(session, client, QueryText.None.With("type", "x.*")).RunAsync(latest: 2, stop.Token);
        await Task.WhenAny(lines.Last, following);
        await stop.CancelAsync();

        Assert.Equal(CommandExit.Ok, await following);
        Assert.Equal(["20", "30", "40", "35", "50"], lines.Positions);
        Assert.Equal("The server is busy or its database is away: away Waiting for it.\nThe server answers again.\n", error.ToString());
        Assert.Equal("GET /v1/events?type=x.%2A&limit=2", server.Requests.First());
        Assert.StartsWith("GET /v1/events?type=x.%2A&from=", server.Requests.ElementAt(1), StringComparison.Ordinal);
    }

    private static string PageOf(params int[] positions) =>
        $$"""{"items":[{{string.Join(',', positions.Select(position => $$"""{"position":"{{position}}"}"""))}}],"more":false,"next_cursor":null}""";

    private sealed class LineWriter(string last) : StringWriter
    {
        private readonly TaskCompletionSource _last = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Last => _last.Task;

        internal IEnumerable<string> Positions => ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('"')[3]);

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Split('"')[3] == last)
            {
                _last.SetResult();
            }
        }
    }
}
