namespace Orleans.Runtime;

/// <summary>Who waits for whom, in words.</summary>
internal static class CallChain
{
    /// <summary>
    /// The grains from the first caller to the target, and whether the target is among those that wait: such a call can never be answered
    /// unless the target interleaves.
    /// </summary>
    internal static (string Text, bool IsCycle) Describe(GrainCall call)
    {
        var target = call.Target.GrainId;
        var names = new Stack<string>();
        names.Push($"{target} ({call.Name})");
        var cycle = false;
        for (var waiting = call.Parent; waiting is not null; waiting = waiting.Parent)
        {
            cycle |= waiting.Target.GrainId == target;
            names.Push($"{waiting.Target.GrainId} ({waiting.Name})");
        }

        return (string.Join(" -> ", names), cycle);
    }
}
