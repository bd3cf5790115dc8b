using System.CommandLine;
using Signalbox.Bench.Calls;

var seconds = new Option<int>("--seconds") { Description = "How long each way is measured, in all.", DefaultValueFactory = static _ => 20 };
var rounds = new Option<int>("--rounds") { Description = "Into how many turns that is cut.", DefaultValueFactory = static _ => 20 };
var warmUp = new Option<int>("--warm-up") { Description = "How many seconds each way goes before that, for the JIT to be done.", DefaultValueFactory = static _ => 8 };
var callers = new Option<int>("--callers") { Description = "How many call at once.", DefaultValueFactory = static _ => 1 };
var quick = new Option<bool>("--quick") { Description = "A few seconds, to see that it works. Not for comparing." };
var command = new RootCommand("""
    Measures what the pipeline of calls to providers adds to a call whose permit is at hand: the product's HTTP client, with its limiter,
    breaker, timeouts, metrics and log, beside a bare HttpClient on the same connection settings, in turns, against one server on the
    loopback interface. The limiter's rows are in a private PostgreSQL, as always.
    """)
{
    seconds, rounds, warmUp, callers, quick,
};
command.SetAction(async (parsed, cancellationToken) =>
{
    var plan = parsed.GetValue(quick)
        ? new CallPlan(TimeSpan.FromSeconds(2), 4, TimeSpan.FromSeconds(1), parsed.GetValue(callers))
        : new CallPlan(TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(warmUp)), parsed.GetValue(callers));
    var folder = $"/var/tmp/signalbox-bench-calls-{Environment.ProcessId}";
    await using var host = await CallHost.StartAsync(folder, cancellationToken);
    try
    {
        Console.Out.Write(CallFigures.Text(plan, await new CallBench(host, plan, TimeProvider.System).RunAsync(cancellationToken)));
        return 0;
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        return 130;
    }
});
return await command.Parse(args).InvokeAsync();
