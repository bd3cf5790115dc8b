using System.Diagnostics;
using Signalbox.Tests.Support.Deliveries;

namespace Signalbox.Tests.Chaos.Deliveries;

/// <summary>The product: publishes the events of each stream one behind the other, and what was not acknowledged again, at the next process.</summary>
internal sealed class Publishers : IDisposable
{
    private const int InFlight = 8;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private readonly IReadOnlyList<HttpClient> _clients;
    private readonly IReadOnlyList<OwnEvent> _events;
    private int _acknowledged;
    private int _again;
    private string _lastProblem = "none";

    internal Publishers(IReadOnlyList<OwnEvent> events, IReadOnlyList<ChaosProcess> processes)
    {
        _events = events;

        // A process that stands still answers nothing; the next one is asked then.
        _clients = [.. processes.Select(static p => new HttpClient
        {
            BaseAddress = p.Address, Timeout = TimeSpan.FromSeconds(5), DefaultRequestHeaders = { Authorization = p.Current.Client.DefaultRequestHeaders.Authorization },
        })];
    }

    /// <summary>How many are acknowledged.</summary>
    internal int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>How often something was published again.</summary>
    internal int SentAgain => Volatile.Read(ref _again);

    /// <summary>Ends when everything is acknowledged.</summary>
    internal Task RunAsync() =>
        Task.WhenAll(_events.GroupBy(static e => e.Stream).Select(static (s, i) => (Events: s.ToList(), Worker: i % InFlight)).GroupBy(static s => s.Worker).Select(worker => WorkAsync(worker.Key, Mixed(worker.Select(static s => s.Events)))));

    /// <summary>Waits until so many are acknowledged.</summary>
    internal Task WaitForAsync(int acknowledged) => Patiently.UntilNoneAsync("events to be acknowledged", () => Task.FromResult(Math.Max(0, acknowledged - Acknowledged)));

    public void Dispose()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }
    }

    // The streams side by side, each in its order.
    private static IEnumerable<OwnEvent> Mixed(IEnumerable<List<OwnEvent>> streams) =>
        streams.SelectMany(static s => s.Index()).OrderBy(static e => e.Index).Select(static e => e.Item);

    private async Task WorkAsync(int worker, IEnumerable<OwnEvent> events)
    {
        var target = worker;
        foreach (var next in events)
        {
            var since = Stopwatch.GetTimestamp();
            while (!await TryPublishAsync(_clients[target % _clients.Count], next))
            {
                target++;
                Interlocked.Increment(ref _again);
                if (Stopwatch.GetElapsedTime(since) > ChaosPlan.Patience)
                {
                    throw new TimeoutException($"{next.Id} was not taken within {ChaosPlan.Patience.TotalSeconds} s. The last problem: {_lastProblem}");
                }

                await Task.Delay(Again, TimeProvider.System, CancellationToken.None);
            }

            target++;
            Interlocked.Increment(ref _acknowledged);
        }
    }

    private async Task<bool> TryPublishAsync(HttpClient client, OwnEvent next)
    {
        try
        {
            await client.PublishAsync([next]);
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException || e is HttpRequestException { StatusCode: null or >= System.Net.HttpStatusCode.InternalServerError })
        {
            _lastProblem = e.Message;
            return false;
        }
    }
}
