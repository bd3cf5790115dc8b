using System.CommandLine;
using System.Text.Json;
using Signalbox.Bench.Load;
using Signalbox.Bench.Load.Generating;
using Signalbox.Bench.Load.Postgres;
using Signalbox.Bench.Load.Reporting;
using Signalbox.Bench.Load.Subjects;
using Signalbox.Hosting;

if (args is [GeneratorProgram.Argument])
{
    return GeneratorProgram.Run();
}

var names = Subject.All.Select(static s => s.Name).ToArray();
var quick = new Option<bool>("--quick") { Description = "One round of 5 seconds, to see that everything works. Not for comparing." };
var rounds = new Option<int>("--rounds") { Description = "How often each subject runs; they take turns.", DefaultValueFactory = static _ => 3 };
var seconds = new Option<int>("--seconds") { Description = "How long each run measures.", DefaultValueFactory = static _ => 20 };
var warmUp = new Option<int>("--warm-up") { Description = "How many seconds each run goes before that, for the JIT to be done.", DefaultValueFactory = static _ => 10 };
var connections = new Option<int>("--connections") { Description = "Keep-alive connections of the closed loop.", DefaultValueFactory = static _ => 64 };
var entities = new Option<int>("--entities") { Description = "Customers and subscriptions that the events are about.", DefaultValueFactory = static _ => 1_000 };
var subjects = new Option<string[]>("--subjects")
{
    Description = $"Which to measure: {string.Join(", ", names)}.",
    DefaultValueFactory = _ => names,
    AllowMultipleArgumentsPerToken = true,
};
subjects.AcceptOnlyFromAmong(names);
var million = new Option<bool>("--million") { Description = "Also send a million events through Signalbox and watch its memory." };
var json = new Option<string?>("--json") { Description = "Write every run's figures to this file." };
var data = new Option<string?>("--data") { Description = "A folder, which must not exist, for PostgreSQL's files. Default: one in /var/tmp, which is on disk." };

var command = new RootCommand("""
    Measures Signalbox beside a plain endpoint and an endpoint that only accepts, with the same signed load, in turns, on this machine.
    The load generator, the server and a private PostgreSQL share its cores; each run has a new database and a new process.
    """)
{
    quick, rounds, seconds, warmUp, connections, entities, subjects, million, json, data,
};
command.SetAction(async (parsed, cancellationToken) =>
{
    var isQuick = parsed.GetValue(quick);
    var options = new BenchOptions(
        isQuick ? 1 : parsed.GetValue(rounds), isQuick ? 5 : parsed.GetValue(seconds), isQuick ? 2 : parsed.GetValue(warmUp),
        parsed.GetValue(connections), parsed.GetValue(entities), parsed.GetValue(subjects)!,
        parsed.GetValue(million), parsed.GetValue(json), parsed.GetValue(data));
    try
    {
        var folder = Path.GetFullPath(options.Data ?? $"/var/tmp/signalbox-bench-{Environment.ProcessId}");
        await using var postgres = await BenchPostgres.StartAsync(folder, cancellationToken);
        var machine = Machine.Describe(TimeProvider.System, postgres.Version);
        var runs = await new Bench(options, postgres, folder, TimeProvider.System).RunAsync(cancellationToken);
        var report = new BenchReport(machine, string.Join(' ', (string[])["bench/run", .. args]), runs);
        Console.WriteLine();
        Console.Write(ReportText.Render(report));
        if (options.Json is { } path)
        {
            await File.WriteAllTextAsync(path, JsonSerializer.Serialize(report, BenchJson.Default.BenchReport), cancellationToken);
        }

        return 0;
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        return 130;
    }
    catch (Exception e) when (e is StartupException or InvalidOperationException)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 1;
    }
});
return await command.Parse(args).InvokeAsync();
