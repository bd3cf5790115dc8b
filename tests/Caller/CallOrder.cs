using System.Globalization;
using Signalbox.Providers.Calls;

namespace Signalbox.Tests.Caller;

/// <summary>What a test orders, as it is written: words with spaces between them.</summary>
/// <param name="Duration">How long calls begin.</param>
/// <param name="Streams">Who calls.</param>
internal sealed record CallOrder(TimeSpan Duration, IReadOnlyList<CallStream> Streams)
{
    /// <summary>Reads <c>8.5 Interactive/4/0.2 Bulk/40/0</c>: seconds; then priority, callers, and seconds between the calls of each.</summary>
    internal static CallOrder Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new CallOrder(
            Seconds(words[0]),
            [.. words[1..].Select(static w => w.Split('/')).Select(static p => new CallStream(Enum.Parse<CallPriority>(p[0]), int.Parse(p[1], CultureInfo.InvariantCulture), Seconds(p[2])))]);
    }

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));
}

/// <summary>Callers of one priority.</summary>
/// <param name="Priority">Their priority.</param>
/// <param name="Callers">How many there are; each sends its next call after its last one has ended.</param>
/// <param name="Pause">How long each rests between two calls, on average.</param>
internal sealed record CallStream(CallPriority Priority, int Callers, TimeSpan Pause);
