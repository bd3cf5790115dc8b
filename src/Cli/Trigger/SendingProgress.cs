using Signalbox.Output;
using Spectre.Console;

namespace Signalbox.Trigger;

/// <summary>Shows on standard error how far a run is: a bar on a screen, otherwise a line every few seconds.</summary>
internal sealed class SendingProgress(Terminal terminal, TimeProvider time, SendingTally tally, int total)
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BarEvery = TimeSpan.FromMilliseconds(100);

    internal Task WhileAsync(Func<Task> work) => terminal.IsErrorScreen ? BarAsync(work) : LinesAsync(work);

    private Task BarAsync(Func<Task> work) => terminal.ErrorScreen().Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(async context =>
        {
            var bar = context.AddTask("Sending", maxValue: total);
            await TickAsync(work, BarEvery, () => bar.Value = tally.Counts().Sent);
        });

    private Task LinesAsync(Func<Task> work)
    {
        var begun = time.GetTimestamp();
        return TickAsync(work, LineEvery, () =>
        {
            var counts = tally.Counts();
            var seconds = time.GetElapsedTime(begun).TotalSeconds;
            terminal.Error.WriteLine($"{counts.Sent} of {total} sent, {counts.Sent / seconds:0} events/s{(counts.Failed > 0 ? $", {counts.Failed} failed" : string.Empty)}");
        });
    }

    private async Task TickAsync(Func<Task> work, TimeSpan every, Action tick)
    {
        using var timer = new PeriodicTimer(every, time);
        var running = work();
        var next = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        while (await Task.WhenAny(running, next) == next)
        {
            tick();
            next = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        }

        await running;
    }
}
