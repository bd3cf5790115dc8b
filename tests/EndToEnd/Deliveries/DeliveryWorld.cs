using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.Support;
using Signalbox.Tests.Support.Deliveries;

namespace Signalbox.Tests.EndToEnd.Deliveries;

/// <summary>One process, its database and a receiver, for all tests of a class; each has tenants of its own.</summary>
public sealed class DeliveryWorld : IAsyncLifetime
{
    private readonly FaultyReceiver _receiver = new();

    /// <summary>Where the process has everything.</summary>
    public TestDatabase Database { get; private set; } = null!;

    /// <summary>The process.</summary>
    public SignalboxProcess Process { get; private set; } = null!;

    /// <summary>Gets what Signalbox tells of itself.</summary>
    public ReceiverEndpoint News { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        Process = await SignalboxProcess.StartAsync(new Dictionary<string, string>(DestinationCalls.Settings)
        {
            ["ConnectionStrings__Signalbox"] = Database.ConnectionString,
            ["STRIPE_WEBHOOK_SECRET"] = Webhook.Secret,
        });
        News = Open("news");
        await Process.Client.CreateDestinationAsync(News, ("types", new[] { "destination.*", "delivery.*" }));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await _receiver.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>Opens an endpoint of the receiver.</summary>
    public ReceiverEndpoint Open(string name) => _receiver.Open(name);

    /// <summary>Waits until all of these have come.</summary>
    public static async Task ArrivedAsync(ReceiverEndpoint endpoint, IReadOnlyCollection<OwnEvent> wanted)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        await Patiently.ReadAsync($"the events that have not come to {endpoint.Url}", () => Task.FromResult(DeliveryAudit.Missing(endpoint, wanted)), static left => left == 0);
    }

    /// <summary>Waits until Signalbox has told something about a destination.</summary>
    public Task ToldAsync(string type, string destination) => Patiently.ReadAsync(
        $"that {type} is told of {destination}",
        () => Task.FromResult(News.Deliveries.Any(d => d.Type == type && System.Text.Encoding.UTF8.GetString(d.Body.Span).Contains($"\"{destination}\"", StringComparison.Ordinal))),
        static isTold => isTold);
}
