namespace Signalbox.Bench.Load;

/// <summary>What the command was asked for.</summary>
/// <param name="Rounds">How often each subject runs.</param>
/// <param name="Seconds">How long each run measures.</param>
/// <param name="WarmUpSeconds">How long it runs before.</param>
/// <param name="Connections">Keep-alive connections of the closed loop.</param>
/// <param name="Entities">Customers and subscriptions that the events are about.</param>
/// <param name="Subjects">The names of those to measure.</param>
/// <param name="Million">Also send a million events and watch the memory.</param>
/// <param name="Json">Where to write the figures; <see langword="null"/> for nowhere.</param>
/// <param name="Data">Where to put PostgreSQL's files; <see langword="null"/> for a temporary folder on disk.</param>
internal sealed record BenchOptions(
    int Rounds, int Seconds, int WarmUpSeconds, int Connections, int Entities, string[] Subjects, bool Million, string? Json, string? Data);
