namespace Signalbox.Bench.Load.Measuring;

/// <summary>One run's figures.</summary>
/// <param name="Subject">Who was measured.</param>
/// <param name="Load">With what: <c>closed loop</c>, or <c>open loop</c> and the rate.</param>
/// <param name="Round">From 1.</param>
/// <param name="Events">Events acknowledged in the measured time.</param>
/// <param name="AckedPerSecond">Events acknowledged, a second of load.</param>
/// <param name="DonePerSecond">
/// For Signalbox, all events acknowledged since the warm-up over the time until the last of them was applied, the warm-up's backlog
/// included; for the others as <paramref name="AckedPerSecond"/>.
/// </param>
/// <param name="CatchUpSeconds">From the last answer until all was applied; <see langword="null"/> for those that do not apply.</param>
/// <param name="AckP50Ms">Median from when an event was to be sent to its acknowledgement.</param>
/// <param name="AckP99Ms">The same, 99th percentile.</param>
/// <param name="AckMaxMs">The same, longest.</param>
/// <param name="ApplyLagP50Ms">Median from arrival to application, from the server's own histogram; <see langword="null"/> if it has none.</param>
/// <param name="ApplyLagP99Ms">The same, 99th percentile.</param>
/// <param name="GeneratorCores">Cores' worth of CPU that the load generator used.</param>
/// <param name="ServerCores">The same for the server.</param>
/// <param name="PostgresCores">The same for PostgreSQL.</param>
/// <param name="OtherCores">The same for everybody else on the machine, the kernel's own threads included: how much one was not alone.</param>
/// <param name="GeneratorMicros">CPU time of the generator an event, in microseconds, until everything was done.</param>
/// <param name="ServerMicros">The same for the server.</param>
/// <param name="PostgresMicros">The same for PostgreSQL.</param>
/// <param name="EventsPerCommit">Events a transaction of any kind.</param>
/// <param name="WalBytesPerEvent">Bytes of PostgreSQL's log an event.</param>
/// <param name="FlushMs">How long the disk took to flush 8 KB just before the run, median.</param>
/// <param name="PeakMiB">The most resident memory of the server.</param>
/// <param name="EndMiB">Its resident memory at the end.</param>
/// <param name="MeanBodyBytes">Mean size of a body.</param>
/// <param name="Failed">Requests without a 200.</param>
/// <param name="Memory">The server's memory over the run, if it was sampled.</param>
internal sealed record RunFigures(
    string Subject,
    string Load,
    int Round,
    int Events,
    double AckedPerSecond,
    double DonePerSecond,
    double? CatchUpSeconds,
    double AckP50Ms,
    double AckP99Ms,
    double AckMaxMs,
    double? ApplyLagP50Ms,
    double? ApplyLagP99Ms,
    double GeneratorCores,
    double ServerCores,
    double PostgresCores,
    double OtherCores,
    double GeneratorMicros,
    double ServerMicros,
    double PostgresMicros,
    double EventsPerCommit,
    double WalBytesPerEvent,
    double FlushMs,
    double PeakMiB,
    double EndMiB,
    double MeanBodyBytes,
    int Failed,
    IReadOnlyList<MemorySample> Memory);
