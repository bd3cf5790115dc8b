using System.Collections.Concurrent;
using System.Diagnostics;
using Signalbox.Providers.Stripe;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Replays;

/// <summary>
/// A provider that sends so many events a second, come what may: each has its moment, and its wait for the answer counts from there, so that a
/// server that is late is seen to be late.
/// </summary>
internal sealed class LiveLoad(SignalboxProcess signalbox, int eventsPerSecond) : IDisposable
{
    private const int Lanes = 32;
    private const int Customers = 200;

    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionLifetime = Timeout.InfiniteTimeSpan }) { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Uri _ingest = new(signalbox.Address, "/ingest/stripe");
    private int _sent;

    /// <summary>How many were sent.</summary>
    internal int Sent => _sent;

    /// <summary>Sends until told to stop.</summary>
    /// <returns>How long each waited for its answer, in milliseconds.</returns>
    internal async Task<IReadOnlyList<double>> RunAsync(CancellationToken stop)
    {
        var waits = new ConcurrentQueue<double>();
        var begin = Stopwatch.GetTimestamp();
        var number = -1;
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                var moment = TimeSpan.FromSeconds((double)Interlocked.Increment(ref number) / eventsPerSecond);
                var early = moment - Stopwatch.GetElapsedTime(begin);
                if (early > TimeSpan.Zero)
                {
                    await Task.Delay(early, TimeProvider.System, CancellationToken.None);
                }

                await SendAsync();
                waits.Enqueue((Stopwatch.GetElapsedTime(begin) - moment).TotalMilliseconds);
            }
        }));
        return [.. waits];
    }

    /// <summary>The wait that all but one in a hundred had at most.</summary>
    internal static double P99(IReadOnlyList<double> waits) => waits.Order().ElementAt(waits.Count * 99 / 100);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task SendAsync()
    {
        var n = Interlocked.Increment(ref _sent);
        var body = Webhook.Customer($"evt_live_{n}", $"live_{n % Customers}", $"Live {n}", 1_800_000_000 + n);
        using var request = new HttpRequestMessage(HttpMethod.Post, _ingest) { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation(StripeSignature.HeaderName, Webhook.Sign(body));
        using var answer = await _client.SendAsync(request);
        Assert.Equal(200, (int)answer.StatusCode);
    }
}
