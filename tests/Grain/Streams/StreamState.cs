using Signalbox.Journal;
using Signalbox.Streams;

namespace Signalbox.Tests.Grain.Streams;

/// <summary>What the fake database holds of a stream.</summary>
internal sealed class StreamState
{
    internal Dictionary<long, JournalEntry> Entries { get; } = [];

    internal Dictionary<long, DeadLetter> DeadLetters { get; } = [];

    internal long Head { get; set; }

    internal long Applied { get; private set; }

    internal List<ApplyFailure> Faults { get; } = [];

    internal StallState? Stall { get; set; }

    internal void MoveTo(long version)
    {
        Assert.InRange(version, Applied, Head);
        Applied = version;
    }

    public override string ToString() => $"applied {Applied} of {Head}, stall {Stall?.Failure.ToString() ?? "none"}, {DeadLetters.Count} dead letters";
}

/// <summary>A row about a stream that does not move.</summary>
internal sealed class StallState
{
    internal ApplyFailure Failure { get; set; } = null!;

    internal DateTimeOffset? DueAt { get; set; }

    internal TimeSpan Wait { get; set; }

    internal bool Behind { get; set; }
}

/// <summary>A row about an event that was given up on.</summary>
internal sealed record DeadLetter(DeadLetterStatus Status, int Attempts, string Error);
