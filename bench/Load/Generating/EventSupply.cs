using Signalbox.Providers;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Bench.Load.Generating;

/// <summary>Makes a run's requests before it starts.</summary>
internal static class EventSupply
{
    // In a closed loop nobody knows the rate beforehand; how many events share a second of the provider's clock matters to who orders them.
    private const double AssumedRate = 10_000;

    // Servers take a signature whose time is up to 300 s away, either way: signed this far ahead it holds for long enough.
    private static readonly TimeSpan SignedAhead = TimeSpan.FromSeconds(200);

    /// <summary>Makes the events, then signs them all.</summary>
    internal static RequestStore Make(LoadSettings settings, TimeProvider time, out double meanBodyBytes)
    {
        var start = time.GetUtcNow();
        var rate = settings.Rate > 0 ? settings.Rate : AssumedRate;
        var events = new LoadEvents(settings.Seed, settings.Entities, start);
        var store = new RequestStore(settings.Events);
        var bytes = 0L;
        while (store.Count < settings.Events)
        {
            var body = events.Next(start.AddSeconds(store.Count / rate)).Body;
            bytes += body.Length;
            WebhookRequest.Render(store, body);
        }

        meanBodyBytes = (double)bytes / store.Count;
        var secret = new WebhookSecret(settings.Secret);
        var at = time.GetUtcNow() + SignedAhead;
        Parallel.For(0, store.Count, i => WebhookRequest.Sign(store[i], secret, at));
        return store;
    }
}
