namespace Signalbox.Trigger;

/// <summary>Counts deliveries. Safe for any number of callers at once.</summary>
internal sealed class SendingTally
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, (int Count, string Detail)> _failures = new(StringComparer.Ordinal);
    private int _accepted;
    private int _duplicates;
    private int _failed;

    internal void Add(Delivery delivery)
    {
        lock (_gate)
        {
            switch (delivery.Outcome)
            {
                case DeliveryOutcome.Accepted:
                    _accepted++;
                    break;

                case DeliveryOutcome.Duplicate:
                    _duplicates++;
                    break;

                default:
                    _failed++;
                    _failures[delivery.Failure] = (_failures.GetValueOrDefault(delivery.Failure).Count + 1, delivery.Detail);
                    break;
            }
        }
    }

    /// <summary>The counts of one moment.</summary>
    internal SendingCounts Counts()
    {
        lock (_gate)
        {
            return new SendingCounts(_accepted, _duplicates, _failed, [.. _failures.Select(static failure => (failure.Key, failure.Value.Count, failure.Value.Detail))]);
        }
    }
}

/// <summary>Counts of deliveries.</summary>
/// <param name="Accepted">New to the server.</param>
/// <param name="Duplicates">Acknowledged, and known before.</param>
/// <param name="Failed">Not acknowledged.</param>
/// <param name="Failures">The failed ones by reason, with the last detail of each.</param>
internal sealed record SendingCounts(int Accepted, int Duplicates, int Failed, IReadOnlyList<(string Reason, int Count, string Detail)> Failures)
{
    /// <summary>All of them.</summary>
    internal int Sent => Accepted + Duplicates + Failed;
}
