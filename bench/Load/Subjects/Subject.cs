using Npgsql;

namespace Signalbox.Bench.Load.Subjects;

/// <summary>What is measured: a server process and what it keeps.</summary>
/// <param name="Name">What the tables and <c>--subjects</c> call it.</param>
/// <param name="Description">What it does, in a line.</param>
/// <param name="Assembly">Its assembly.</param>
/// <param name="Project">The project, whose output folder has it.</param>
/// <param name="Arguments">Its command line.</param>
/// <param name="Connection">Adds to the connection string.</param>
/// <param name="StoredSql">Counts the events that it keeps.</param>
/// <param name="UnappliedSql">Counts the streams that are behind; <see langword="null"/> if it does not apply events.</param>
/// <param name="GuessedRate">Events a second, at most, as long as nothing better is known: so many are made for the first run.</param>
internal sealed record Subject(
    string Name,
    string Description,
    string Assembly,
    string Project,
    string[] Arguments,
    Action<NpgsqlConnectionStringBuilder> Connection,
    string StoredSql,
    string? UnappliedSql,
    double GuessedRate)
{
    internal const string PlainName = "plain";
    internal const string AcceptOnlyName = "accept-only";
    internal const string SignalboxName = "signalbox";

    private const string CountEventsSql = "SELECT count(*) FROM events";

    /// <summary>All of them, in the order in which a round takes them.</summary>
    internal static IReadOnlyList<Subject> All { get; } =
    [
        Baseline("plain-default", "verify, INSERT a row, commit, answer; Npgsql's default settings", PlainName, 15_000, static _ => { }),
        Baseline(PlainName, "the same with Npgsql at its best: no reset on close, statements prepared", PlainName, 18_000, static c =>
        {
            c.NoResetOnClose = true;
            c.MaxAutoPrepare = 8;
            c.AutoPrepareMinUsages = 1;
            c.MaxPoolSize = PlainPoolSize;
        }),
        Baseline(AcceptOnlyName, "verify, group commit (one statement a batch), answer; nothing is applied", AcceptOnlyName, 30_000, static c => c.NoResetOnClose = true),
        new Subject(
            SignalboxName, "the product: accepted and applied", "Signalbox.Silo", "Silo", [], static _ => { },
            "SELECT count(*) FROM signalbox.journal",
            "SELECT count(*) FROM signalbox.stream_heads h LEFT JOIN signalbox.stream_cursors c USING (stream) WHERE c.applied IS DISTINCT FROM h.version",
            25_000),
    ];

    /// <summary>Whether it applies events, not only accepts them.</summary>
    internal bool Applies => UnappliedSql is not null;

    // More sessions than this only compete for two cores; fewer wait for each other's commits.
    private static int PlainPoolSize => 64;

    private static Subject Baseline(string name, string description, string mode, double guessedRate, Action<NpgsqlConnectionStringBuilder> connection) =>
        new(name, description, "Signalbox.Baselines", "Baselines", ["--mode", mode], connection, CountEventsSql, null, guessedRate);
}
