namespace Signalbox.Sandbox.Faults;

/// <summary>A rule in force.</summary>
/// <param name="Id">To remove it by.</param>
/// <param name="Rule">What it does.</param>
/// <param name="Matched">How many requests or events it could have struck.</param>
/// <param name="Struck">How many it struck.</param>
internal sealed record FaultState<T>(string Id, T Rule, int Matched, int Struck);

/// <summary>The rules in force, of one kind of fault, in the order in which they were added. Safe for any number of callers at once.</summary>
/// <param name="seed">What all chance comes from: the same rules and the same requests in the same order give the same faults.</param>
/// <param name="prefix">What the rules' ids begin with.</param>
internal sealed class FaultPlan<T>(int seed, string prefix)
    where T : Occurrence
{
    /// <summary>How many rules there may be.</summary>
    internal const int MaxRules = 1000;

    private readonly Lock _gate = new();
    private readonly List<FaultState<T>> _rules = [];
    private readonly Random _chance = new(seed);
    private int _added;

    /// <returns>The rule as it is in force, or null when there are too many.</returns>
    internal FaultState<T>? Add(T rule)
    {
        lock (_gate)
        {
            if (_rules.Count == MaxRules)
            {
                return null;
            }

            var state = new FaultState<T>($"{prefix}{++_added}", rule, 0, 0);
            _rules.Add(state);
            return state;
        }
    }

    internal FaultState<T>[] All()
    {
        lock (_gate)
        {
            return [.. _rules];
        }
    }

    /// <param name="id">Null: all.</param>
    /// <returns>How many were removed.</returns>
    internal int Remove(string? id)
    {
        lock (_gate)
        {
            return _rules.RemoveAll(one => id is null || one.Id == id);
        }
    }

    /// <summary>The rules that strike now. A spent one stays, to be counted, until it is removed.</summary>
    internal IReadOnlyList<T> Take(Func<T, bool> matches)
    {
        lock (_gate)
        {
            if (_rules.Count == 0)
            {
                return [];
            }

            var struck = new List<T>();
            for (var i = 0; i < _rules.Count; i++)
            {
                var state = _rules[i];
                if (!matches(state.Rule))
                {
                    continue;
                }

                var strikes = state.Matched >= state.Rule.Skip
                    && (state.Rule.Count is not { } count || state.Struck < count)
                    && (state.Rule.Probability >= 1 || _chance.NextDouble() < state.Rule.Probability);
                _rules[i] = state with { Matched = state.Matched + 1, Struck = state.Struck + (strikes ? 1 : 0) };
                if (strikes)
                {
                    struck.Add(state.Rule);
                }
            }

            return struck;
        }
    }
}
