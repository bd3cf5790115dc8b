using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Signalbox.Bench.Verify;

var seconds = new Option<int>("--seconds") { Description = "How long each scheme is measured, in all.", DefaultValueFactory = static _ => 5 };
var quick = new Option<bool>("--quick") { Description = "A second in all, to see that it works. Not for comparing." };
var command = new RootCommand("""
    Measures what verifying a webhook of 2 KiB costs in each scheme, beside the bare hash over the same bytes, in turns on one thread. The best
    turn of each counts: whatever else the machine did only adds to the others.
    """)
{
    seconds, quick,
};
command.SetAction(parsed =>
{
    const int rounds = 20;
    var requests = SignedRequest.All();
    var turn = parsed.GetValue(quick) ? TimeSpan.FromMilliseconds(3) : TimeSpan.FromSeconds(parsed.GetValue(seconds)) / rounds / 2;
    Console.Out.WriteLine("""
        | provider | verify µs | bare hash µs | rest µs | bytes allocated |
        | -------- | --------: | -----------: | ------: | --------------: |
        """);
    foreach (var request in requests)
    {
        var (verify, hash, bytes) = (double.MaxValue, double.MaxValue, long.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            var (took, allocated) = Measure(() => request.Provider.Verify(request.Request, request.Secrets, SignedRequest.At), turn);
            (verify, bytes) = (Math.Min(verify, took), Math.Min(bytes, allocated));
            hash = Math.Min(hash, Measure(request.Hash, turn).Microseconds);
        }

        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {request.Provider.Name} | {verify:f2} | {hash:f2} | {verify - hash:f2} | {bytes} |"));
    }

    return 0;
});
return await command.Parse(args).InvokeAsync();

static (double Microseconds, long Bytes) Measure(Action once, TimeSpan duration)
{
    var (count, started, allocated) = (0L, Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
    do
    {
        for (var i = 0; i < 100; i++)
        {
            once();
        }

        count += 100;
    }
    while (Stopwatch.GetElapsedTime(started) < duration);

    return (Stopwatch.GetElapsedTime(started).TotalMicroseconds / count, (GC.GetAllocatedBytesForCurrentThread() - allocated) / count);
}
