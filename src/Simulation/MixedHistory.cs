namespace Signalbox.Simulation;

/// <summary>
/// What happened at every provider at once, each with a source of its own, named like the provider. Same arguments: same bytes.
/// </summary>
public sealed class MixedHistory
{
    private readonly Dictionary<SimulatedEvent, string> _providers = new(ReferenceEqualityComparer.Instance);

    private MixedHistory(int seed, IReadOnlyDictionary<string, SimulatedHistory> histories)
    {
        Seed = seed;
        Histories = histories;
        foreach (var (provider, history) in histories)
        {
            foreach (var webhook in history.Events)
            {
                _providers.Add(webhook, provider);
            }
        }

        // Each provider's are in order already, and a stable sort leaves them so.
        Events = [.. histories.Values.SelectMany(history => history.Events).OrderBy(webhook => webhook.Created)];
    }

    /// <summary>What all chance comes from.</summary>
    public int Seed { get; }

    /// <summary>By the name of the provider: what it sends, and what must be visible of it after all of that was applied.</summary>
    public IReadOnlyDictionary<string, SimulatedHistory> Histories { get; }

    /// <summary>The webhooks of all, in true order.</summary>
    public IReadOnlyList<SimulatedEvent> Events { get; }

    /// <summary>Plays all providers' <c>random</c>.</summary>
    /// <param name="events">How many events in all, exactly; some webhooks hold several. At least one a provider.</param>
    /// <param name="entities">Over how many entities at each provider.</param>
    /// <param name="seed">What all chance comes from.</param>
    /// <param name="start">Every account's clock at first.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer events than providers, or no entities.</exception>
    public static MixedHistory Create(int events, int entities, int seed, DateTimeOffset start)
    {
        var providers = SimulatedProviders.All;
        ArgumentOutOfRangeException.ThrowIfLessThan(events, providers.Count);
        var (share, rest) = Math.DivRem(events, providers.Count);
        return new MixedHistory(seed, providers.Index().ToDictionary(
            pair => pair.Item.Name,
            pair => pair.Item.Play(
                SimulatedProvider.Random,
                new HistoryRequest(start) { Seed = seed, Events = share + (pair.Index < rest ? 1 : 0), Entities = entities })));
    }

    /// <summary>The name of the provider, and of its source, that a webhook of this history belongs to.</summary>
    public string ProviderOf(SimulatedEvent webhook) => _providers[webhook];

    /// <summary>All webhooks in any order, some of them twice or more; see <see cref="SendingOrder"/>.</summary>
    /// <param name="duplicate">The probability that one is sent again, 0 to 1.</param>
    public IReadOnlyList<SimulatedEvent> Sendings(double duplicate) => SendingOrder.Duplicate(SendingOrder.Shuffle(Events, Seed), duplicate, Seed);
}
