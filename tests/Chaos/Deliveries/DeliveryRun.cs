using Npgsql;
using Signalbox.Tests.Support.Deliveries;

namespace Signalbox.Tests.Chaos.Deliveries;

/// <summary>Events that are published while faults strike, three destinations that misbehave, and what must have come to them in the end.</summary>
internal sealed class DeliveryRun : IAsyncDisposable
{
    private static readonly ReceiverFault[] Quick = [ReceiverFault.ServerError, ReceiverFault.ClientError, ReceiverFault.Reset, ReceiverFault.Garbage];

    private readonly FaultyReceiver _receiver = new();
    private readonly IReadOnlyList<ChaosProcess> _processes;
    private readonly NpgsqlDataSource _database;

    internal DeliveryRun(int seed, IReadOnlyList<ChaosProcess> processes, NpgsqlDataSource database)
    {
        (Seed, _processes, _database) = (seed, processes, database);
        Events = OwnEvent.Draw(new Random(seed), "evt_chaos", count: ChaosPlan.IsLong ? 5_000 : 400, streams: 40, "acme");
        (ByStream, ByDestination, Unordered) = (_receiver.Open("stream"), _receiver.Open("destination"), _receiver.Open("unordered"));
        ByStream.Answer(new FaultScript(seed, 0.1, [.. Quick, ReceiverFault.NoAnswer]));
        ByDestination.Answer(new FaultScript(seed, ChaosPlan.IsLong ? 0.002 : 0.015, Quick));
        Unordered.Answer(new FaultScript(seed + 1, 0.1, Quick));
    }

    internal int Seed { get; }

    internal IReadOnlyList<OwnEvent> Events { get; }

    internal ReceiverEndpoint ByStream { get; }

    internal ReceiverEndpoint ByDestination { get; }

    internal ReceiverEndpoint Unordered { get; }

    /// <summary>How often a request came that was not the first of its event.</summary>
    internal int Repeated => Endpoints.Sum(static e => e.Deliveries.Count - e.First.Count);

    private ReceiverEndpoint[] Endpoints => [ByStream, ByDestination, Unordered];

    /// <summary>Publishes everything while faults strike.</summary>
    /// <param name="strikesAt">After so many acknowledged events.</param>
    /// <param name="strikeAsync">What happens then.</param>
    /// <returns>How often something was published again.</returns>
    internal async Task<int> PublishAsync(IEnumerable<int> strikesAt, Func<Task> strikeAsync)
    {
        var client = _processes[0].Current.Client;
        await client.CreateDestinationAsync(ByStream, ("tenant", "acme"));
        await client.CreateDestinationAsync(ByDestination, ("tenant", "acme"), ("ordered", "destination"));
        await client.CreateDestinationAsync(Unordered, ("tenant", "acme"), ("ordered", "none"), ("payload", "thin"));
        await KnownEverywhereAsync();

        using var publishers = new Publishers(Events, _processes);
        var publishing = publishers.RunAsync();
        foreach (var at in strikesAt.Order())
        {
            await await Task.WhenAny(publishers.WaitForAsync(at), publishing);
            await strikeAsync();
        }

        await publishing;
        return publishers.SentAgain;
    }

    /// <summary>Waits until everything has come, and nothing waits any more.</summary>
    internal async Task ArrivedAsync()
    {
        await Patiently.UntilNoneAsync("events that have not come", () => Task.FromResult(Endpoints.Sum(e => DeliveryAudit.Missing(e, Events))));
        await Patiently.UntilNoneAsync("deliveries that wait", _database, "SELECT count(*) FROM deliveries");
    }

    /// <summary>What is wrong with what has come.</summary>
    /// <param name="isCommitOrderKept">Whether no crash of PostgreSQL undid commits that had been seen.</param>
    internal async Task<IReadOnlyList<string>> FaultsAsync(bool isCommitOrderKept)
    {
        List<string> faults =
        [
            .. DeliveryAudit.Faults(ByStream, [.. Events], isOrdered: true),
            .. DeliveryAudit.Faults(ByDestination, [.. Events], isOrdered: true),
            .. DeliveryAudit.Faults(Unordered, [.. Events], isOrdered: false),
        ];
        if (isCommitOrderKept && !(await CommittedAsync()).SequenceEqual(ByDestination.First.Select(static d => d.EventId)))
        {
            faults.Add("what came to the destination that is ordered as a whole did not come in the order of the commits");
        }

        return faults;
    }

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    // A process that does not know them yet makes no deliveries to them.
    private async Task KnownEverywhereAsync()
    {
        foreach (var process in _processes)
        {
            await process.Current.Client.ChangeDestinationAsync(
                (await process.Current.Client.SendJsonAsync(HttpMethod.Get, "/v1/destinations")).GetProperty("items")[0].GetProperty("id").GetString()!, ("description", "known"));
        }
    }

    private async Task<List<string>> CommittedAsync()
    {
        var ids = new List<string>();
        await using var command = _database.CreateCommand("SELECT j.event_id FROM outbox o JOIN journal j USING (\"position\") WHERE j.stream LIKE 'product/%' ORDER BY o.seq");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }
}
