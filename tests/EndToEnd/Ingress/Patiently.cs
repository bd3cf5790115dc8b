using System.Diagnostics;

namespace Signalbox.Tests.EndToEnd.Ingress;

/// <summary>Waits for what can only be seen from outside.</summary>
internal static class Patiently
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Reads until the value is as expected.</summary>
    /// <param name="what">What is read, for the message.</param>
    /// <param name="readAsync">Reads it.</param>
    /// <param name="isExpected">Whether it is as expected.</param>
    /// <exception cref="TimeoutException">It never was; the message says what it was last.</exception>
    internal static async Task<T> ReadAsync<T>(string what, Func<Task<T>> readAsync, Func<T, bool> isExpected)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await readAsync();
            if (isExpected(value))
            {
                return value;
            }

            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new TimeoutException($"{what} is not as expected after {Patience.TotalSeconds} s. It is: {value?.ToString() ?? "null"}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }
}
