namespace Signalbox.Bench.Load.Generating;

/// <summary>What a generator saw.</summary>
/// <param name="Seconds">How long it measured.</param>
/// <param name="AckedMeasured">Events acknowledged in that time.</param>
/// <param name="AckedSinceWarm">The same with the last answers, which came after that time.</param>
/// <param name="AckedTotal">Events acknowledged from the first to the last, warm-up and the last answers included.</param>
/// <param name="Failed">Answers other than 200, and connections that broke.</param>
/// <param name="FirstFailure">The status line of the first of them, or what broke; <see langword="null"/> if there was none.</param>
/// <param name="OutOfEvents">Whether the run ended before its time because there was nothing left to send.</param>
/// <param name="AckP50Ms">Median time from when an event was to be sent to its acknowledgement, of those due in the measured time.</param>
/// <param name="AckP99Ms">The same, 99th percentile.</param>
/// <param name="AckMaxMs">The same, longest.</param>
/// <param name="MeanBodyBytes">Mean size of the bodies made.</param>
internal sealed record LoadResult(
    double Seconds,
    int AckedMeasured,
    int AckedSinceWarm,
    int AckedTotal,
    int Failed,
    string? FirstFailure,
    bool OutOfEvents,
    double AckP50Ms,
    double AckP99Ms,
    double AckMaxMs,
    double MeanBodyBytes);
