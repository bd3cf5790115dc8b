namespace Signalbox.Tests.Support.Deliveries;

/// <summary>Holds what has come to an endpoint against what had to.</summary>
public static class DeliveryAudit
{
    private const int MostNamed = 10;

    /// <summary>How many of these have not come.</summary>
    public static int Missing(ReceiverEndpoint endpoint, IEnumerable<OwnEvent> wanted)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var come = endpoint.Deliveries.Select(static d => d.EventId).ToHashSet(StringComparer.Ordinal);
        return wanted.Count(e => !come.Contains(e.Id));
    }

    /// <summary>What is wrong, for people; nothing if all is right.</summary>
    /// <param name="endpoint">Where it came.</param>
    /// <param name="wanted">Every event that had to come, and no other might.</param>
    /// <param name="isOrdered">Whether the first arrivals of each stream had to be in its order.</param>
    public static IReadOnlyList<string> Faults(ReceiverEndpoint endpoint, IReadOnlyCollection<OwnEvent> wanted, bool isOrdered)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var (deliveries, first) = (endpoint.Deliveries, endpoint.First);
        var known = wanted.ToDictionary(static e => e.Id, StringComparer.Ordinal);
        var come = first.Select(static d => d.EventId).ToHashSet(StringComparer.Ordinal);
        List<string> faults =
        [
            .. endpoint.Refused.Select(static r => $"refused: {r}"),
            .. wanted.Where(e => !come.Contains(e.Id)).Select(static e => $"{e.Id} has not come"),
            .. first.Where(d => !known.ContainsKey(d.EventId)).Select(static d => $"{d.EventId} was not wanted"),
            .. first.Where(d => known.TryGetValue(d.EventId, out var e) && (d.Version, d.Type, d.Tenant) != (e.Version, e.Type, e.Tenant ?? string.Empty)).Select(static d => $"{d.EventId} is another: {d}"),
            .. deliveries.GroupBy(static d => d.EventId).Where(static g => g.DistinctBy(static d => (d.MessageId, d.Digest)).Count() > 1).Select(static g => $"the copies of {g.Key} differ"),
            .. first.GroupBy(static d => d.MessageId).Where(static g => g.Count() > 1).Select(static g => $"{g.Key} is the id of {string.Join(" and ", g.Select(static d => d.EventId))}"),
        ];
        if (isOrdered)
        {
            foreach (var stream in first.GroupBy(static d => d.Stream))
            {
                var versions = stream.Select(static d => d.Version).ToList();
                if (!versions.SequenceEqual(versions.Order()))
                {
                    faults.Add($"{stream.Key} came as {string.Join(", ", versions)}");
                }
            }
        }

        return faults.Count <= MostNamed ? faults : [.. faults.Take(MostNamed), $"and {faults.Count - MostNamed} more"];
    }
}
