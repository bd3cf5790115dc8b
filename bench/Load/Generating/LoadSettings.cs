namespace Signalbox.Bench.Load.Generating;

/// <summary>What a generator is to do.</summary>
/// <param name="Port">Where the server listens, on 127.0.0.1.</param>
/// <param name="Secret">What to sign with.</param>
/// <param name="Connections">How many keep-alive connections. Each has one request under way at most.</param>
/// <param name="Entities">How many customers and subscriptions the events are about.</param>
/// <param name="Seed">What events and arrivals come from. Another seed has other event ids.</param>
/// <param name="Events">The most events to send. They are made and signed before the run.</param>
/// <param name="WarmUp">How long to send before anything is measured.</param>
/// <param name="Duration">How long to measure. The run ends sooner when it is out of events.</param>
/// <param name="Rate">
/// Open loop: arrivals a second, at random moments (Poisson), whatever the server does. 0: closed loop, where each connection sends again
/// when it has its answer.
/// </param>
/// <param name="Mark">Reports each time so many events more are acknowledged; 0 for never.</param>
internal sealed record LoadSettings(
    int Port, string Secret, int Connections, int Entities, int Seed, int Events, TimeSpan WarmUp, TimeSpan Duration, double Rate, int Mark);
