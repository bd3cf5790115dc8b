using Signalbox.Calls;

namespace Signalbox.Deliveries;

/// <summary>When the next request to a destination may be made: its rate, its circuit, and the rest that the receiver asked for. Only its owner sends, so memory is enough. Not thread-safe.</summary>
/// <param name="rule">When its circuit opens and closes.</param>
internal sealed class SendingPace(CircuitRule rule)
{
    /// <summary>A rest that the receiver asks for is granted up to this; what is longer is each event's own matter.</summary>
    internal static readonly TimeSpan MostRest = TimeSpan.FromMinutes(5);

    private Circuit _circuit = Circuit.New;
    private DateTimeOffset _restUntil;
    private DateTimeOffset _refilledAt;
    private double _tokens = double.PositiveInfinity;

    /// <summary>How long nothing is sent because of the circuit or a rest.</summary>
    internal TimeSpan PausedFor(DateTimeOffset now)
    {
        var rest = _restUntil > now ? _restUntil - now : TimeSpan.Zero;
        var broken = CircuitMachine.OpenFor(_circuit, rule, now);
        return rest > broken ? rest : broken;
    }

    /// <summary>Asks to make a request.</summary>
    /// <param name="rate">The most a second; <see langword="null"/>: no limit.</param>
    /// <param name="now">The time.</param>
    /// <param name="wait">If not: when to ask again.</param>
    /// <returns>The round to report it under; <see langword="null"/> if it may not be made now.</returns>
    internal long? TryBegin(int? rate, DateTimeOffset now, out TimeSpan wait)
    {
        wait = PausedFor(now);
        if (wait > TimeSpan.Zero)
        {
            return null;
        }

        Refill(rate, now);
        if (rate is { } limit && _tokens < 1)
        {
            wait = TimeSpan.FromSeconds((1 - _tokens) / limit);
            return null;
        }

        (_circuit, var answer) = CircuitMachine.Ask(_circuit, rule, now);
        if (!answer.MaySend)
        {
            wait = answer.RetryAfter;
            return null;
        }

        _tokens--;
        return answer.Round;
    }

    /// <summary>A request has ended.</summary>
    internal void End(long round, AttemptOutcome outcome, DateTimeOffset now)
    {
        var isItsFault = IsItsFault(outcome);
        _circuit = CircuitMachine.Report(_circuit, new OutcomeBatch(round, isItsFault ? 0 : 1, isItsFault ? 1 : 0), rule, now);
        if (outcome.Status is 429 or 503 && outcome.RetryAfter is { } asked)
        {
            var until = now + (asked < MostRest ? asked : MostRest);
            _restUntil = until > _restUntil ? until : _restUntil;
        }
    }

    /// <summary>A request was not made after all.</summary>
    internal void GiveBack(long round, DateTimeOffset now) => _circuit = CircuitMachine.Report(_circuit, new OutcomeBatch(round, 0, 0, Returned: 1), rule, now);

    /// <summary>Whether the receiver cannot take requests at all, rather than this one.</summary>
    internal static bool IsItsFault(AttemptOutcome outcome) =>
        outcome.Result is not AttemptResult.Delivered && outcome.Status is null or 408 or 429 or >= 500;

    // At most a second's worth is saved up.
    private void Refill(int? rate, DateTimeOffset now)
    {
        if (rate is not { } limit)
        {
            _tokens = double.PositiveInfinity;
            return;
        }

        var gained = now > _refilledAt ? (now - _refilledAt).TotalSeconds * limit : 0;
        _tokens = double.IsInfinity(_tokens) ? limit : Math.Min(limit, _tokens + gained);
        _refilledAt = now;
    }
}
