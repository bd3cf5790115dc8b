namespace Orleans.Runtime;

/// <summary>Who waits for whom, in words.</summary>
internal sealed class CallChains
{
    private readonly Dictionary<GrainCall, GrainCall> _madeFor = [];

    /// <param name="waiting">All calls that somebody waits for.</param>
    internal CallChains(IEnumerable<GrainCall> waiting)
    {
        foreach (var call in waiting)
        {
            if (call.Parent is { } parent)
            {
                _madeFor[parent] = call;
            }
        }
    }

    /// <summary>
    /// The grains from the first caller, through this call, to the one that everybody waits for; and whether that one is itself among those
    /// that wait. Such a call can never be answered unless the grain interleaves.
    /// </summary>
    internal string Describe(GrainCall call)
    {
        var last = call;
        while (_madeFor.TryGetValue(last, out var next))
        {
            last = next;
        }

        var names = new Stack<string>();
        var cycle = false;
        for (var each = last; each is not null; each = each.Parent)
        {
            names.Push($"{each.Target.GrainId} ({each.Name})");
            cycle |= each != last && each.Target.GrainId == last.Target.GrainId;
        }

        return $"{(cycle ? "The calls form a cycle, in which a grain waits for itself" : "The calls")}: {string.Join(" -> ", names)}.";
    }
}
