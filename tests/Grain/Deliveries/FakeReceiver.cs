using System.Globalization;
using Signalbox.Deliveries;
using Signalbox.Destinations;

namespace Signalbox.Tests.Grain.Deliveries;

/// <summary>A receiver whose answers a test decides, and that remembers what came. Safe for any number of callers at once.</summary>
/// <param name="answer">What comes of a request: of this event, at this attempt.</param>
internal sealed class FakeReceiver(Func<long, int, AttemptOutcome> answer) : IDeliverySender, IDestinationNews
{
    private readonly Lock _lock = new();
    private readonly List<(long Seq, bool Arrived)> _requests = [];
    private readonly HashSet<long> _underWay = [];

    internal static AttemptOutcome Ok { get; } = new(AttemptResult.Delivered, TimeSpan.Zero) { Status = 200 };

    /// <summary>Before each answer.</summary>
    internal Func<Task> Work { get; set; } = static async () => await Task.Yield();

    /// <summary>What kept together which events: of one key never two are under way at once.</summary>
    internal Func<long, long?> KeyOf { get; set; } = static seq => seq;

    internal bool SawTwoOfAKey { get; private set; }

    internal List<string> News { get; } = [];

    internal IReadOnlyList<(long Seq, bool Arrived)> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>The events in the order in which they came for the first time.</summary>
    internal IReadOnlyList<long> Arrived => [.. Requests.Where(static r => r.Arrived).Select(static r => r.Seq).Distinct()];

    internal static AttemptOutcome Status(int status) => new(AttemptResult.Status, TimeSpan.Zero) { Status = status };

    public async Task<AttemptOutcome> SendAsync(Destination destination, OutgoingEvent outgoing, int attempt, CancellationToken cancellationToken)
    {
        var seq = long.Parse(outgoing.Id, CultureInfo.InvariantCulture);
        lock (_lock)
        {
            SawTwoOfAKey |= KeyOf(seq) is { } key && !_underWay.Add(key);
        }

        await Work();
        cancellationToken.ThrowIfCancellationRequested();
        var outcome = answer(seq, attempt);
        lock (_lock)
        {
            _requests.Add((seq, outcome.IsDelivered));
            _underWay.Remove(KeyOf(seq) ?? 0);
        }

        return outcome;
    }

    public Task FailingAsync(Destination destination, TimeSpan failingFor, string? fault) => TellAsync("failing");

    public Task RecoveredAsync(Destination destination) => TellAsync("recovered");

    public Task DisabledAsync(Destination destination, string reason) => TellAsync($"disabled {reason}");

    public Task ExhaustedAsync(Destination destination, QueuedDelivery delivery, AttemptOutcome outcome) => TellAsync($"exhausted {delivery.Seq}");

    private Task TellAsync(string news)
    {
        lock (_lock)
        {
            News.Add(news);
        }

        return Task.CompletedTask;
    }
}
