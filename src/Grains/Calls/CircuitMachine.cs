namespace Signalbox.Calls;

/// <summary>How a circuit moves from state to state. Pure: the caller writes the new one by compare-and-swap, and only then is an answer real.</summary>
internal static class CircuitMachine
{
    /// <summary>How long processes may go by an answer. Less than the shortest break, so that nobody takes a circuit for closed whose break is over.</summary>
    internal static readonly TimeSpan KnownFor = TimeSpan.FromMilliseconds(250);

    /// <summary>Somebody wants to send a request.</summary>
    /// <returns>The circuit as it should be (the same object if nothing changes), and the answer.</returns>
    internal static (Circuit Next, CircuitAnswer Answer) Ask(Circuit circuit, CircuitRule rule, DateTimeOffset now)
    {
        if (circuit.State is CircuitState.Open && OpenFor(circuit, rule, now) == TimeSpan.Zero)
        {
            circuit = circuit with
            {
                State = CircuitState.HalfOpen, Until = now + rule.ProbeTimeout, Round = circuit.Round + 1, ProbesGiven = 0, ProbesSucceeded = 0,
            };
        }

        if (circuit.State is not CircuitState.HalfOpen)
        {
            return (circuit, Describe(circuit, rule, now));
        }

        if (now >= circuit.Until || circuit.Until - now > rule.ProbeTimeout * 2)
        {
            // Their processes died, or their callers went away; or the clock was set back.
            // In a round of their own, so that one that turns up after all is not taken for one of the new ones.
            circuit = circuit with { ProbesGiven = circuit.ProbesSucceeded, Until = now + rule.ProbeTimeout, Round = circuit.Round + 1 };
        }

        // Counted from the last one: an earlier one that is still out is not taken to be lost before its time.
        return circuit.ProbesGiven < rule.Probes
            ? (circuit with { ProbesGiven = circuit.ProbesGiven + 1, Until = now + rule.ProbeTimeout }, Describe(circuit, rule, now) with { MaySend = true, RetryAfter = TimeSpan.Zero })
            : (circuit, Describe(circuit, rule, now));
    }

    /// <summary>Requests have ended.</summary>
    /// <returns>The circuit as it should be; the same object if nothing changes.</returns>
    internal static Circuit Report(Circuit circuit, OutcomeBatch batch, CircuitRule rule, DateTimeOffset now)
    {
        if (batch.Round != circuit.Round || batch.Succeeded + batch.Failed + batch.Returned == 0)
        {
            return circuit;
        }

        switch (circuit.State)
        {
            case CircuitState.Closed when batch.Succeeded + batch.Failed > 0:
                circuit = circuit with { Outcomes = circuit.Outcomes.Add(batch.Succeeded, batch.Failed, rule.SamplingWindow, now) };
                var (succeeded, failed) = circuit.Outcomes.Sum(rule.SamplingWindow, now);
                var isInARow = circuit.Breaks > 0 && now - circuit.ClosedAt < rule.SamplingWindow;
                return rule.CallsForBreak(succeeded, failed) ? Break(circuit, isInARow ? circuit.Breaks + 1 : 1, rule, now) : circuit;

            case CircuitState.HalfOpen when batch.Failed > 0:
                return Break(circuit, circuit.Breaks + 1, rule, now);

            case CircuitState.HalfOpen:
                circuit = circuit with
                {
                    ProbesSucceeded = circuit.ProbesSucceeded + batch.Succeeded,
                    ProbesGiven = Math.Max(circuit.ProbesSucceeded + batch.Succeeded, circuit.ProbesGiven - batch.Returned),
                };
                return circuit.ProbesSucceeded >= rule.Probes
                    ? circuit with { State = CircuitState.Closed, Outcomes = OutcomeWindow.Empty, ClosedAt = now }
                    : circuit;

            default:
                return circuit;
        }
    }

    /// <summary>Opened by hand.</summary>
    internal static Circuit Isolate(Circuit circuit) => circuit with { State = CircuitState.Isolated, Outcomes = OutcomeWindow.Empty };

    /// <summary>Closed by hand.</summary>
    internal static Circuit Close(Circuit circuit, DateTimeOffset now) =>
        Circuit.New with { Round = circuit.Round + 1, ClosedAt = now };

    /// <summary>How much is left of the break; zero if it is over or there is none.</summary>
    internal static TimeSpan OpenFor(Circuit circuit, CircuitRule rule, DateTimeOffset now)
    {
        // Longer than the longest only if the clock was set back.
        var left = circuit.State is CircuitState.Open ? circuit.Until - now : TimeSpan.Zero;
        return left <= TimeSpan.Zero || left > rule.LongestBreak ? TimeSpan.Zero : left;
    }

    /// <summary>How things stand, without taking a probe.</summary>
    internal static CircuitAnswer Describe(Circuit circuit, CircuitRule rule, DateTimeOffset now)
    {
        var left = OpenFor(circuit, rule, now);
        var retryAfter = circuit.State is CircuitState.Open && left > TimeSpan.Zero ? left : KnownFor;
        return circuit.State is CircuitState.Closed
            ? new CircuitAnswer(CircuitState.Closed, MaySend: true, circuit.Round, TimeSpan.Zero, KnownFor)
            : new CircuitAnswer(circuit.State, MaySend: false, circuit.Round, retryAfter, retryAfter < KnownFor ? retryAfter : KnownFor);
    }

    private static Circuit Break(Circuit circuit, int breaks, CircuitRule rule, DateTimeOffset now) => circuit with
    {
        State = CircuitState.Open, Outcomes = OutcomeWindow.Empty, Breaks = breaks, Until = now + rule.BreakLength(breaks), ProbesGiven = 0, ProbesSucceeded = 0,
    };
}
