using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Signalbox.Providers.Stripe;
using Signalbox.Simulation;

namespace Signalbox.Tests.Chaos;

/// <summary>
/// The provider: keeps so many signed requests in flight, and sends again, to the next process, what was not acknowledged. A second sending of an
/// event goes to another process than the first.
/// </summary>
internal sealed class LoadSender : IDisposable
{
    private static readonly TimeSpan SendAgainAfter = TimeSpan.FromMilliseconds(100);

    private readonly IReadOnlyList<Uri> _targets;
    private readonly Channel<Sending> _queue = Channel.CreateUnbounded<Sending>();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly ConcurrentDictionary<string, int> _acknowledged = new();
    private readonly ConcurrentQueue<string> _unexpected = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _milestones = new();
    private readonly int _total;
    private int _done;
    private int _sentAgain;
    private string _lastProblem = "none";

    internal LoadSender(IReadOnlyList<SimulatedEvent> sendings, IReadOnlyList<Uri> targets)
    {
        (_targets, _total) = (targets, sendings.Count);
        var lastTargets = new Dictionary<string, int>();
        for (var i = 0; i < sendings.Count; i++)
        {
            var target = lastTargets.TryAdd(sendings[i].Id, i) ? i : ++lastTargets[sendings[i].Id];
            _queue.Writer.TryWrite(new Sending(sendings[i], target % targets.Count));
        }
    }

    /// <summary>The ids of the events that were answered 200, each with how often.</summary>
    internal IReadOnlyDictionary<string, int> Acknowledged => _acknowledged;

    /// <summary>Answers that a provider should never get to a signed event.</summary>
    internal IReadOnlyCollection<string> Unexpected => _unexpected;

    /// <summary>How often something had to be sent again.</summary>
    internal int SentAgain => _sentAgain;

    /// <summary>Ends when everything is acknowledged.</summary>
    /// <param name="inFlight">How many requests at once.</param>
    /// <param name="patience">For how long none may be acknowledged before the processes count as stuck.</param>
    internal async Task RunAsync(int inFlight, TimeSpan patience)
    {
        using var stuck = new CancellationTokenSource(patience);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => WorkAsync(patience, stuck)));
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException(
                $"Sending: {_done} of {_total} requests were acknowledged, and then none within {patience.TotalSeconds} s. The last problem: {_lastProblem}.", e);
        }
    }

    /// <summary>Ends when so many requests are acknowledged.</summary>
    internal Task WaitForAsync(int acknowledged)
    {
        var milestone = _milestones.GetOrAdd(acknowledged, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Volatile.Read(ref _done) >= acknowledged)
        {
            milestone.TrySetResult();
        }

        return milestone.Task;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task WorkAsync(TimeSpan patience, CancellationTokenSource stuck)
    {
        var cancellationToken = stuck.Token;
        await foreach (var sending in _queue.Reader.ReadAllAsync(cancellationToken))
        {
            if (await TrySendAsync(sending, cancellationToken))
            {
                stuck.CancelAfter(patience);
                Count(sending.Event.Id);
                continue;
            }

            Interlocked.Increment(ref _sentAgain);
            await Task.Delay(SendAgainAfter, TimeProvider.System, cancellationToken);
            await _queue.Writer.WriteAsync(sending with { Target = (sending.Target + 1) % _targets.Count }, cancellationToken);
        }
    }

    private async Task<bool> TrySendAsync(Sending sending, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_targets[sending.Target], "/ingest/stripe")) { Content = new ByteArrayContent(sending.Event.Body) };
        request.Headers.TryAddWithoutValidation(
            StripeSignature.HeaderName, StripeSignature.Sign(sending.Event.Body, ChaosProcess.WebhookSecret, TimeProvider.System.GetUtcNow()));
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            if (response.StatusCode is HttpStatusCode.OK)
            {
                return true;
            }

            _lastProblem = $"{sending.Event.Id}: HTTP {(int)response.StatusCode}";
            if (response.StatusCode is not HttpStatusCode.ServiceUnavailable || response.Headers.RetryAfter is null)
            {
                _unexpected.Enqueue($"{sending.Event.Id} ({sending.Event.Type}): HTTP {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
            }
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Connection refused, or cut in the middle: the event may be stored or not.
            _lastProblem = $"{sending.Event.Id}: {e.Message}";
        }

        return false;
    }

    private void Count(string id)
    {
        _acknowledged.AddOrUpdate(id, 1, static (_, times) => times + 1);
        var done = Interlocked.Increment(ref _done);
        foreach (var (_, milestone) in _milestones.Where(m => m.Key <= done))
        {
            milestone.TrySetResult();
        }

        if (done == _total)
        {
            _queue.Writer.Complete();
        }
    }

    private readonly record struct Sending(SimulatedEvent Event, int Target);
}
