using Signalbox.Output;
using Signalbox.Simulation;

namespace Signalbox.Trigger;

/// <summary>Sends a plan's events: in their order over one connection, with the order of those in flight left open over more.</summary>
internal sealed class SendingRun(WebhookSender sender, Pace pace, SendingTally tally)
{
    /// <param name="deliveries">What to send.</param>
    /// <param name="connections">How many may be in flight at once.</param>
    /// <param name="source">The source, for messages.</param>
    /// <param name="provider">The provider, for messages.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <exception cref="CommandFault">Nothing of it can work: no server, no such source, a wrong secret.</exception>
    internal Task SendAsync(IReadOnlyList<SimulatedEvent> deliveries, int connections, string source, string provider, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            pace.ReleaseAsync(deliveries, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = cancellationToken },
            async (webhook, cancellationToken) =>
            {
                var delivery = await sender.SendAsync(webhook, cancellationToken);
                tally.Add(delivery);
                if (Hopeless(delivery, source, provider) is { } fault && tally.Counts() is { Accepted: 0, Duplicates: 0 })
                {
                    throw fault;
                }
            });

    /// <summary>A refusal that every other event would meet as well.</summary>
    private static CommandFault? Hopeless(Delivery delivery, string source, string provider) => delivery.Failure switch
    {
        "401" => new CommandFault(
            CommandExit.Unauthorized,
            $"The server refuses the signature: this is not a webhook secret of its source '{source}', or the clocks differ by more than five minutes. Give the server's data folder with --data, or the secret with --secret."),
        "404" => new CommandFault(CommandExit.NotFound, $"The server has no source '{source}'. {delivery.Detail} This creates one: signalbox sources create {source} --provider {provider}"),
        _ => null,
    };
}
