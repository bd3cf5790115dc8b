namespace Signalbox.Simulation;

/// <summary>
/// An account at a provider, in memory: its operations change objects as the provider does and record the webhooks that it would send, in
/// true order. Same seed, start and calls: same bytes. Not thread-safe.
/// </summary>
internal abstract class SimulatedAccount
{
    private readonly List<SimulatedEvent> _webhooks = [];
    private int _people;

    private protected SimulatedAccount(HistoryRequest request)
    {
        Seed = request.Seed;
        Now = request.Start;
        Chance = new Chance(request.Seed);
    }

    /// <summary>The account's clock.</summary>
    internal DateTimeOffset Now { get; private set; }

    /// <summary>Whether a provider that gathers events sends each by itself.</summary>
    internal bool SendsEachAlone { get; set; }

    private protected int Seed { get; }

    private protected Chance Chance { get; }

    private protected JsonText Json { get; } = new();

    private protected long Second => Now.ToUnixTimeSeconds();

    private protected long Millisecond => Now.ToUnixTimeMilliseconds();

    /// <summary>How many events there are, recorded or waiting.</summary>
    private protected virtual int Made => _webhooks.Count;

    /// <summary>Lets time pass.</summary>
    internal void Advance(TimeSpan time) => Now += time;

    /// <summary>Makes exactly so many events, by operations that are possible at the moment.</summary>
    /// <param name="events">How many.</param>
    /// <param name="entities">Over how many living entities they are spread.</param>
    internal void PlayRandom(int events, int entities)
    {
        while (Made < events)
        {
            PassTime();
            Step(events - Made, entities);
        }
    }

    /// <summary>All webhooks, and what they say.</summary>
    internal SimulatedHistory Close()
    {
        Flush();
        return new SimulatedHistory([.. _webhooks], new GroundTruth([.. Truth()]));
    }

    /// <summary>One operation of any kind.</summary>
    /// <param name="left">The most events that it may make; at least 1, and it makes at least 1.</param>
    /// <param name="entities">How many living entities there should be.</param>
    private protected abstract void Step(int left, int entities);

    /// <summary>What all events said, together.</summary>
    private protected abstract IEnumerable<TruthRow> Truth();

    /// <summary>Sends what is held back, where a provider gathers events.</summary>
    private protected virtual void Flush()
    {
    }

    private protected void Record(SimulatedEvent webhook) => _webhooks.Add(webhook);

    /// <summary>Somebody new.</summary>
    private protected Person NextPerson() => Person.Of(Seed, _people++);

    private protected string Iso() => Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private protected string IsoMilliseconds() => Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    // Always some: most providers' times would not tell two changes of one object apart otherwise.
    private void PassTime() => Advance(Chance.Below(20) switch
    {
        < 10 => TimeSpan.FromMilliseconds(Chance.Between(1000, 3000)),
        < 19 => TimeSpan.FromSeconds(Chance.Between(4, 600)),
        _ => TimeSpan.FromHours(Chance.Between(1, 12)),
    });
}
