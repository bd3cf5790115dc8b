namespace Signalbox.Streams;

/// <summary>A grain's knowledge of where its stream stands. Immutable.</summary>
/// <param name="Applied">The version up to which events are applied.</param>
internal sealed record StreamCursor(long Applied)
{
    private ApplyFailure? _failure;

    /// <summary>The cursor of a stream that nothing was applied of yet.</summary>
    internal static StreamCursor New { get; } = new(0);

    /// <summary>What holds the stream up now: a stall that is not due yet, or waits for a person; otherwise <see langword="null"/>.</summary>
    internal Stall? Stall { get; private init; }

    /// <summary>Whether the database holds a row about a stall, to be cleared once the stream has caught up.</summary>
    internal bool HasStallRow { get; private init; }

    /// <summary>Up to this version, events are committed one at a time, to find out which of them is refused.</summary>
    internal long SinglyTo { get; init; }

    /// <summary>Whether the next event is committed alone.</summary>
    internal bool OneByOne => Applied < SinglyTo;

    /// <summary>What the database says of the stream at this moment.</summary>
    /// <param name="position">What was read.</param>
    /// <param name="known">What was known before; a search for the refused event goes on.</param>
    internal static StreamCursor From(StreamPosition position, StreamCursor? known)
    {
        var ahead = position.Stall is { } stall && stall.Failure.Version > position.Applied ? stall : null;
        return new StreamCursor(position.Applied)
        {
            _failure = ahead?.Failure,
            Stall = ahead is { IsDue: false } ? ahead : null,
            HasStallRow = position.Stall is not null,
            SinglyTo = Math.Max(ahead?.Failure.Version ?? 0, known?.SinglyTo ?? 0),
        };
    }

    /// <summary>The cursor after a commit.</summary>
    internal StreamCursor AppliedTo(long version) => this with { Applied = version };

    /// <summary>How often this event was tried already.</summary>
    internal int AttemptsAt(long version) => _failure?.Version == version ? _failure.Attempts : 0;
}
