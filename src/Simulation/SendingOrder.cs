namespace Signalbox.Simulation;

/// <summary>
/// How a provider really delivers: out of order, some things twice, and some never. Events of one <see cref="SimulatedEvent.Sequence"/> keep
/// their order among each other. Pure functions of their arguments and the seed.
/// </summary>
public static class SendingOrder
{
    /// <summary>All events in any order.</summary>
    public static IReadOnlyList<SimulatedEvent> Shuffle(IReadOnlyList<SimulatedEvent> events, int seed)
    {
        ArgumentNullException.ThrowIfNull(events);
        var chance = new Chance(seed);
        var order = events.ToArray();
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = chance.Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return KeepSequences(order, events);
    }

    /// <summary>All events, none more than <paramref name="window"/> places from where it belongs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The window is negative.</exception>
    public static IReadOnlyList<SimulatedEvent> Shuffle(IReadOnlyList<SimulatedEvent> events, int window, int seed)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfNegative(window);
        var chance = new Chance(seed);
        // The delay is below window + 1 places, so that at most `window` others overtake or are overtaken.
        return KeepSequences([.. events.Select((one, place) => (one, key: place + (chance.Fraction() * (window + 1)))).OrderBy(pair => pair.key).Select(pair => pair.one)], events);
    }

    /// <summary>
    /// Sends some events again. Each is repeated with the given probability, and its repetition repeated with the same, at most
    /// three times; a repetition comes up to <paramref name="reach"/> events later. What its provider sends once is left alone.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not within 0 to 1, or the reach below 1.</exception>
    public static IReadOnlyList<SimulatedEvent> Duplicate(IReadOnlyList<SimulatedEvent> events, double probability, int seed, int reach = 50)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(reach, 1);
        var chance = new Chance(seed);
        var placed = new List<(SimulatedEvent Event, double Key)>(events.Count + (int)(events.Count * probability) + 1);
        for (var place = 0; place < events.Count; place++)
        {
            placed.Add((events[place], place));
            for (var copies = 0; copies < 3 && !events[place].IsSentOnce && chance.Happens(probability); copies++)
            {
                placed.Add((events[place], place + (chance.Fraction() * reach)));
            }
        }

        return [.. placed.OrderBy(pair => pair.Key).Select(pair => pair.Event)];
    }

    /// <summary>Leaves events out, each with the given probability.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not within 0 to 1.</exception>
    public static IReadOnlyList<SimulatedEvent> Drop(IReadOnlyList<SimulatedEvent> events, double probability, int seed)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);

        // Not the chance of the order: whether an event is lost has nothing to do with where it comes.
        var chance = new Chance(~(long)seed);
        return [.. events.Where(_ => !chance.Happens(probability))];
    }

    // The places that a sequence's events came to stay theirs; who takes which is decided by the true order.
    private static SimulatedEvent[] KeepSequences(SimulatedEvent[] order, IReadOnlyList<SimulatedEvent> events)
    {
        var sequences = events.Where(static one => one.Sequence is not null).GroupBy(static one => one.Sequence!)
            .ToDictionary(static group => group.Key, static group => new Queue<SimulatedEvent>(group));
        for (var i = 0; sequences.Count > 0 && i < order.Length; i++)
        {
            if (order[i].Sequence is { } sequence)
            {
                order[i] = sequences[sequence].Dequeue();
            }
        }

        return order;
    }
}
