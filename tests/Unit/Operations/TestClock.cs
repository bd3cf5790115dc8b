using Signalbox.Tests.Support;

namespace Signalbox.Tests.Unit.Operations;

/// <summary>Moves a clock for as long as something takes.</summary>
internal static class TestClock
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private const int MostSteps = 1_000_000;

    internal static async Task UntilAsync(ManualTimeProvider time, Task task)
    {
        for (var step = 0; !task.IsCompleted; step++)
        {
            Assert.True(step < MostSteps, $"It did not end within {MostSteps} steps of {Step}.");
            time.Advance(Step);
            await Task.Yield();
        }
    }
}
